using System.Globalization;
using System.Text.Json;

namespace LiteVae.Runs.Report;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows, for the legend; empty where it is the only one.</param>
/// <param name="Style">Its classes in the style sheet.</param>
/// <param name="Points">At least one.</param>
/// <param name="IsNoisy">Whether a running mean is the line to look at; otherwise the values are.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<HistoryPoint> Points, bool IsNoisy)
{
    private const int MaxPoints = 400;

    /// <summary>The values, drawn faintly; empty where they are the strong line themselves.</summary>
    public IReadOnlyList<HistoryPoint> Raw { get; } = IsNoisy ? Thin(Points) : [];

    /// <summary>The line to look at.</summary>
    public IReadOnlyList<HistoryPoint> Smooth { get; } = Thin(IsNoisy ? Mean(Points, Points.All(p => p.Value > 0) && Points.Max(p => p.Value) > 10 * Points.Min(p => p.Value)) : Points);

    /// <summary>What the page's script draws of it, as JSON: name, style, [step, value] of the values, [step, images, value] of the line to look at.</summary>
    public string ToJson() => string.Create(CultureInfo.InvariantCulture,
        $$"""{"name":"{{JsonEncodedText.Encode(Name)}}","style":"{{Style}}","raw":[{{Join(Raw, p => $"[{p.Step},{Number(p.Value)}]")}}],"smooth":[{{Join(Smooth, p => $"[{p.Step},{p.Images},{Number(p.Value)}]")}}]}""");

    /// <summary>The mean over a window around each point, a twentieth of the series; geometric where asked for.</summary>
    internal static IReadOnlyList<HistoryPoint> Mean(IReadOnlyList<HistoryPoint> points, bool logarithmic)
    {
        var sums = new double[points.Count + 1];
        for (var i = 0; i < points.Count; i++)
            sums[i + 1] = sums[i] + (logarithmic ? Math.Log(points[i].Value) : points[i].Value);
        var reach = points.Count / 40;
        return [.. points.Select((point, i) =>
        {
            var around = Math.Min(reach, Math.Min(i, points.Count - 1 - i)); // symmetric, so that slopes are kept at the ends
            var mean = (sums[i + around + 1] - sums[i - around]) / (2 * around + 1);
            return point with { Value = logarithmic ? Math.Exp(mean) : mean };
        })];
    }

    /// <summary>Reduces a series to the number of points that a chart can show: the extremes of each of many intervals, and the last point.</summary>
    internal static IReadOnlyList<HistoryPoint> Thin(IReadOnlyList<HistoryPoint> points)
    {
        if (points.Count <= MaxPoints)
            return points;
        var bucket = (points.Count + MaxPoints / 2 - 1) / (MaxPoints / 2);
        return [.. points.Chunk(bucket)
            .SelectMany(chunk => new[] { chunk.MinBy(p => p.Value), chunk.MaxBy(p => p.Value) }.OrderBy(p => p.Step)), points[^1]];
    }

    private static string Join(IReadOnlyList<HistoryPoint> points, Func<HistoryPoint, string> write) => string.Join(',', points.Select(write));

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
