using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>The report's curves over steps.</summary>
internal static class ReportCurves
{
    public static Markup Section(ReportData data)
    {
        var content = data.Run.Report;
        var phases = new List<(long, string)>();
        var steps = 0L;
        foreach (var phase in data.Run.Phases)
        {
            phases.Add((steps, phase.Name));
            steps += phase.Steps;
        }
        var series = data.History.Series;
        var validated = series.Keys.Any(name => name.StartsWith(CurvePlan.ValidationPrefix, StringComparison.Ordinal));
        return Section(data.Run.Report, [data.History], PhaseFigures([data]), steps, Markup.Of($"""
            <p class="note">Over steps. Where there is a faint line, the strong one is a running mean of it{(phases.Count > 1 ? $"; dashed lines mark where the {data.Run.PhaseTerm} changes" : "")}.{(validated ? $" {content.ValidationNote}" : "")}</p>
            """), (name, group) => LineChart.Draw(CurvePlan.TitleOf(name, content), Lines(name, group, series), phases, data.Run.TotalSteps));
    }

    /// <summary>The charts in their groups, below what is to be said of them.</summary>
    /// <param name="content">The titles and groups of a task.</param>
    /// <param name="histories">One for each run.</param>
    /// <param name="phaseFigures">Names of numbers that only tell the phase.</param>
    /// <param name="totalSteps">Steps in all, of the longest run.</param>
    /// <param name="note">What stands above the charts.</param>
    /// <param name="draw">Draws the chart of a series that stands in a group, or in none.</param>
    public static Markup Section(
        ReportContent content, IReadOnlyList<RunHistory> histories, IReadOnlySet<string> phaseFigures, long totalSteps, Markup note, Func<string, CurveGroup?, Markup> draw)
    {
        string[] shown = [.. CurvePlan.Charts(histories, phaseFigures)];
        if (shown.Length == 0)
            return Markup.Empty;
        CurveGroup[] named = [CurvePlan.Losses, .. content.CurveGroups];
        Markup Group(string title, CurveGroup? group)
        {
            var charts = Markup.Join(shown.Where(name => named.FirstOrDefault(g => g.Contains(name)) == group).Select(name => draw(name, group)));
            return charts.Html.Length == 0 ? Markup.Empty : Markup.Of($"<h3>{title}</h3><div class=\"charts\">{charts}</div>");
        }
        return Markup.Of($"""
            <section>
            <h2>Curves</h2>
            {note}
            <form class="view" hidden>
            <label>Scale <select name="scale"><option value="auto">automatic</option><option value="linear">linear</option><option value="log">logarithmic</option></select></label>
            <label>Steps from <input type="number" name="from" min="0" max="{totalSteps}" value="0"></label>
            <label>to <input type="number" name="to" min="1" max="{totalSteps}" value="{totalSteps}"></label>
            <button type="reset">All steps</button>
            <span>Drag over a chart to zoom in on its steps; point at it to read it.</span>
            </form>
            {Markup.Join(named.Select(group => Group(group.Title, group)))}{Group("Course of the training", null)}</section>
            """);
    }

    /// <summary>Names of numbers that only tell the phase.</summary>
    public static IReadOnlySet<string> PhaseFigures(IEnumerable<ReportData> runs) =>
        runs.SelectMany(run => run.Run.Phases).SelectMany(phase => phase.Figures.Keys).ToHashSet();

    public static bool IsNoisy(string name, CurveGroup? group) => group?.IsNoisy(name) ?? name == "gradient_norm";

    // A loss stands beside what it is on held-out pictures.
    private static ChartLine[] Lines(string name, CurveGroup? group, IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> series)
    {
        var noisy = IsNoisy(name, group);
        return CurvePlan.ValidationName(name) is { } validation && series.TryGetValue(validation, out var points)
            ? [new("training", ChartFrame.Style(0), series[name], noisy), new("validation", ChartFrame.Style(1), points, IsNoisy: false)]
            : [new("", ChartFrame.Style(0), series[name], noisy && !name.StartsWith(CurvePlan.ValidationPrefix, StringComparison.Ordinal))];
    }
}
