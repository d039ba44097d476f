using LiteVae.Runs.Observers;

namespace LiteVae.Runs.Report;

/// <summary>The numbers of a run over time, as <c>metrics.jsonl</c> has them.</summary>
public sealed class RunHistory
{
    /// <summary>The most points of a series; a chart shows half as many.</summary>
    public const int MaxPoints = 800;

    private RunHistory(IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> series) => Series = series;

    /// <summary>A history without points.</summary>
    public static RunHistory Empty { get; } = new(new Dictionary<string, IReadOnlyList<HistoryPoint>>());

    /// <summary>Each name's points in order of steps, at most <see cref="MaxPoints"/>; numbers that were not finite are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> Series { get; }

    /// <summary>Reads a file. A last line that was cut short is left out; where there is no file, there are no points.</summary>
    /// <remarks>
    /// The file passes by line by line, and memory does not depend on their number: a series of more points than
    /// <see cref="MaxPoints"/> is given by its first and its last point, and between them by means of as many successive points each.
    /// </remarks>
    /// <param name="path">A <c>metrics.jsonl</c>; it may be in use by a run.</param>
    /// <exception cref="TrainingException">A line other than the last is damaged.</exception>
    public static RunHistory Read(string path)
    {
        var series = new Dictionary<string, BoundedSeries>();
        foreach (var (_, entry) in MetricsFile.Read(path))
        {
            foreach (var (name, value) in entry.Values)
            {
                if (!series.TryGetValue(name, out var points))
                    series[name] = points = new BoundedSeries(MaxPoints);
                points.Add(new HistoryPoint(entry.Step, entry.Images, value));
            }
        }
        return new(series.ToDictionary(s => s.Key, s => (IReadOnlyList<HistoryPoint>)[.. s.Value.Points.OrderBy(point => point.Step)]));
    }
}
