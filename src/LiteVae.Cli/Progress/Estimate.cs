using System.Diagnostics;

namespace LiteVae.Cli.Progress;

/// <summary>Rate and remaining time of work that goes on evenly.</summary>
/// <param name="unit">What is counted.</param>
/// <param name="before">What was done before the clock began, and says nothing of the rate.</param>
internal sealed class Estimate(string unit = "images", double before = 0)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>"12.3 images/s, 0:41 left".</summary>
    public string Describe(double done, double total)
    {
        if (done <= before)
            return "starting";
        var rate = (done - before) / Math.Max(1e-3, _clock.Elapsed.TotalSeconds);
        return $"{rate:0.##} {unit}/s, {Duration(TimeSpan.FromSeconds((total - done) / rate))} left";
    }

    public static string Duration(TimeSpan time) => time.TotalDays >= 1 ? $"{(int)time.TotalDays} d {time:hh\\:mm}"
        : time.TotalHours >= 1 ? $"{time:h\\:mm\\:ss}" : $"{time:m\\:ss}";
}
