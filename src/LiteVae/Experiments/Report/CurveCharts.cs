using LiteVae.Experiments.Measures;
using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Report;

namespace LiteVae.Experiments.Report;

/// <summary>The course of the trainings, all rows in one chart; of several seeds, the first.</summary>
internal static class CurveCharts
{
    private const int MaxPoints = 200;
    private static readonly ChartFrame s_frame = new(Top: 12, Right: 14);

    /// <summary>The charts; nothing where nothing was logged.</summary>
    /// <param name="names">The numbers that are drawn: names of <c>metrics.jsonl</c>.</param>
    /// <param name="rows">The first training of each row.</param>
    public static Markup Section(IReadOnlyList<string> names, IReadOnlyList<RowMeasures> rows)
    {
        var histories = rows.Select(r => (Name: r.Row.Plan.Row.Caption, RunHistory.Read(r.Row.Run.Metrics).Series)).ToList();
        var charts = names.Select(name => Chart(name, [.. histories.Select(h => (h.Name, Points: Thin(h.Series.GetValueOrDefault(name, []))))])).ToList();
        if (charts.All(c => c.Html.Length == 0))
            return Markup.Empty;
        var keys = histories.Select((h, i) => Markup.Of($"<span class=\"key\"><i class=\"s{i % ChartFrame.Colors}\"></i>{h.Name}</span> "));
        return Markup.Of($"""
            <section>
            <h2>Course of the trainings</h2>
            <p class="note">Over images seen, the first seed of each row. {Markup.Join(keys)}</p>
            <div class="charts">
            {Markup.Join(charts)}</div>
            </section>
            """);
    }

    private static Markup Chart(string name, IReadOnlyList<(string Name, IReadOnlyList<HistoryPoint> Points)> rows)
    {
        double[] values = [.. rows.SelectMany(r => r.Points).Select(p => p.Value)];
        if (rows.All(r => r.Points.Count < 2))
            return Markup.Empty;
        var vertical = s_frame.Vertical(values);
        var horizontal = ChartAxis.FromZero(rows.SelectMany(r => r.Points).Max(p => p.Images), ChartFrame.Left, s_frame.RightEdge);
        var columns = horizontal.Marks.Select(m => ChartFrame.Mark(horizontal.Position(m), PageNumbers.Short(m), horizontal.Position(m) > ChartFrame.Width - 24 ? "end" : "middle"));
        var lines = rows.Select((row, i) => Markup.Of(
            $"<path class=\"s{i % ChartFrame.Colors}\" d=\"{ChartFrame.Path(row.Points.Select(p => (horizontal.Position(p.Images), vertical.Position(p.Value))))}\"><title>{row.Name}</title></path>"));
        return ChartFrame.Figure(
            Markup.Of($"{name}"), vertical.IsLogarithmic ? Markup.Of($"<span class=\"scale\">log</span>") : Markup.Empty, "",
            $"{name} over images seen, a line for each row", Markup.Join([s_frame.Grid(vertical), .. columns, .. lines]));
    }

    // Means of neighbors: a line has as many points as can be seen.
    private static IReadOnlyList<HistoryPoint> Thin(IReadOnlyList<HistoryPoint> points) => points.Count <= MaxPoints ? points
        : [.. points.Chunk((points.Count + MaxPoints - 1) / MaxPoints).Select(chunk => chunk[^1] with { Value = chunk.Average(p => p.Value) })];
}
