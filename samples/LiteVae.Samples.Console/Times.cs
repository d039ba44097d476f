using System.Diagnostics;
using System.Globalization;

namespace LiteVae.Samples;

/// <summary>Measures how long the process takes to its first result, and how much of that is the computation itself.</summary>
/// <remarks>The computation is what a second call takes, when weights are prepared and memory is allocated.</remarks>
internal sealed class Times
{
    private TimeSpan _sinceStart;
    private TimeSpan _computation;
    private TimeSpan _processorTime; // of all threads, until the first result
    private TimeSpan _computationProcessorTime;
    private string _peakMemory = "unknown";

    /// <summary>Called when the first result is there.</summary>
    /// <param name="again">Computes it once more.</param>
    public void First(Action again)
    {
        using var process = Process.GetCurrentProcess();
        _sinceStart = DateTime.Now - process.StartTime;
        _processorTime = process.TotalProcessorTime;
        _peakMemory = ReadPeakMemory();
        process.Refresh();
        var processorTimeBefore = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        again();
        _computation = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        _computationProcessorTime = process.TotalProcessorTime - processorTimeBefore;
    }

    /// <summary>Prints what was measured, on one line.</summary>
    public void Report(TextWriter writer) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"first result {_sinceStart.TotalMilliseconds:0} ms after the start (processor time {_processorTime.TotalMilliseconds:0} ms); "
        + $"a second call takes {_computation.TotalMilliseconds:0} ms (processor time {_computationProcessorTime.TotalMilliseconds:0} ms); "
        + $"peak memory {_peakMemory} at the first result, {ReadPeakMemory()} at the end"));

    // Linux counts in kB, as it calls units of 1024 bytes.
    private static string ReadPeakMemory()
    {
        const string Key = "VmHWM:";
        if (!OperatingSystem.IsLinux())
            return "unknown";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(Key, StringComparison.Ordinal));
        var kilobytes = double.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{kilobytes / 1024:0.0} MiB");
    }
}
