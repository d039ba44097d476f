using LiteVae.Runs.Observers;

namespace LiteVae.Runs.Report;

/// <summary>The numbers of a run over time, as <c>metrics.jsonl</c> has them.</summary>
public sealed class RunHistory
{
    private RunHistory(IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> series) => Series = series;

    /// <summary>A history without points.</summary>
    public static RunHistory Empty { get; } = new(new Dictionary<string, IReadOnlyList<HistoryPoint>>());

    /// <summary>Each name's points in order of steps; numbers that were not finite are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> Series { get; }

    /// <summary>Reads a file. A last line that was cut short is left out; where there is no file, there are no points.</summary>
    /// <param name="path">A <c>metrics.jsonl</c>; it may be in use by a run.</param>
    /// <exception cref="TrainingException">A line other than the last is damaged.</exception>
    public static RunHistory Read(string path) => new(MetricsFile.Read(path)
        .SelectMany(line => line.Entry.Values.Select(value => (Name: value.Key, Point: new HistoryPoint(line.Entry.Step, line.Entry.Images, value.Value))))
        .GroupBy(value => value.Name, value => value.Point)
        .ToDictionary(group => group.Key, group => (IReadOnlyList<HistoryPoint>)[.. group.OrderBy(point => point.Step)]));
}
