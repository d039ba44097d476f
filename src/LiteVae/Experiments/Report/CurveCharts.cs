using LiteVae.Experiments.Measures;
using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Description;
using LiteVae.Runs.Report;

namespace LiteVae.Experiments.Report;

/// <summary>The course of the trainings, all rows in one chart; of several seeds, the first.</summary>
internal static class CurveCharts
{
    /// <summary>The charts; nothing where nothing was logged.</summary>
    /// <param name="names">The numbers that are drawn: names of <c>metrics.jsonl</c>.</param>
    /// <param name="rows">The first training of each row.</param>
    public static Markup Section(IReadOnlyList<string> names, IReadOnlyList<RowMeasures> rows)
    {
        var histories = rows.Select(r => (Name: r.Row.Plan.Row.Caption, RunHistory.Read(r.Row.Run.Metrics).Series)).ToList();
        var charts = Markup.Join(names.Select(name => Chart(name, histories)));
        return charts.Html.Length == 0 ? Markup.Empty : Markup.Of($"""
            <section>
            <h2>Course of the trainings</h2>
            <p class="note">{Markup.Join(histories.Select((h, i) => ChartFrame.Key(ChartFrame.Style(i), h.Name)))}</p>
            <p class="note">The first seed of each row. Where there is a faint line, the strong one is a running mean of it.</p>
            <div class="charts">
            {charts}</div>
            </section>
            """);
    }

    private static Markup Chart(string name, IReadOnlyList<(string Name, IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> Series)> histories)
    {
        var lines = histories.Select((h, i) => (h.Name, Style: ChartFrame.Style(i), Points: h.Series.GetValueOrDefault(name, [])))
            .Where(l => l.Points.Count > 1)
            .Select(l => new ChartLine(l.Name, l.Style, l.Points, IsNoisy: !name.StartsWith("eval/", StringComparison.Ordinal)))
            .ToList();
        return lines.Count == 0 ? Markup.Empty : LineChart.Draw(CurvePlan.TitleOf(name, new ReportContent()), lines, [], totalSteps: 0);
    }
}
