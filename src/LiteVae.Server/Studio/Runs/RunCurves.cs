using LiteVae.Runs.Report;

namespace LiteVae.Server.Studio.Runs;

/// <summary>A run's numbers over time, and its pictures.</summary>
/// <param name="Name">The run.</param>
/// <param name="Names">The names of all its numbers.</param>
/// <param name="Series">Of those asked for: steps and values.</param>
/// <param name="Pictures">File names of its sample sheets, oldest first.</param>
/// <param name="Progress">File names of the one picture over time, oldest first.</param>
internal sealed record RunCurves(
    string Name, IReadOnlyList<string> Names, IReadOnlyDictionary<string, CurvePoints> Series, IReadOnlyList<string> Pictures, IReadOnlyList<string> Progress)
{
    private const int MaxPoints = 400;

    public static IReadOnlyDictionary<string, CurvePoints> Select(RunHistory history, IEnumerable<string> names) =>
        names.Distinct().Where(history.Series.ContainsKey).ToDictionary(n => n, n => Thin(history.Series[n]));

    // The last point always stays: it is the one that is new.
    private static CurvePoints Thin(IReadOnlyList<HistoryPoint> points)
    {
        var every = (points.Count + MaxPoints - 1) / MaxPoints;
        HistoryPoint[] kept = [.. points.Where((_, i) => every <= 1 || i % every == 0 || i == points.Count - 1)];
        return new CurvePoints([.. kept.Select(p => p.Step)], [.. kept.Select(p => (float)p.Value)]);
    }
}
