using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report.Comparison;

/// <summary>Writes several runs side by side: one HTML page that needs no other file.</summary>
internal static class ComparisonReport
{
    /// <param name="runs">At least one; titles and groups of curves are those of the first one's task.</param>
    /// <param name="written">The time of the page.</param>
    public static string Render(IReadOnlyList<ComparedRun> runs, DateTimeOffset written) => Page.Render(
        $"{runs.Count} runs: training report", Markup.Of($"""
        <header>
        <p class="eyebrow">Training report</p>
        <h1>{runs.Count} runs side by side</h1>
        <p class="lead">{Markup.Join(runs.Select(run => ChartFrame.Key(run.Style, run.Name, run.FullName)))}</p>
        </header>
        """), Markup.Of($"""
        {Figures(runs)}
        {ComparisonSettings.Section(runs)}
        {Curves(runs)}
        {ComparisonSamples.Section(runs)}
        """), written);

    private static Markup Figures(IReadOnlyList<ComparedRun> runs)
    {
        var content = runs[0].Data.Run.Report;
        string[] metrics = [.. runs.SelectMany(run => run.Data.Summary?.Metrics.Keys ?? []).Distinct()];
        string[] images = [.. runs.Select(run => run.Data.Summary?.EvaluatedOn).OfType<string>().Distinct()];
        var headline = runs.Select(run => run.Data.Samples?.Headline).FirstOrDefault(h => h is not null);
        var note = images.Length > 1
            ? Markup.Of($"<p class=\"message interrupted\">The final figures are of different images, so that they cannot be compared: {string.Join("; ", images)}.</p>")
            : images.Length == 1 ? Markup.Of($"<p class=\"note\">Final figures on {images[0]}.</p>") : Markup.Empty;
        return Markup.Of($"""
            <section>
            <h2>Final figures</h2>
            {note}
            {PageTables.Wide("Final figures", Markup.Of($"""
            <thead><tr><th scope="col">run</th><th scope="col">outcome</th><th scope="col">steps</th><th scope="col">images</th>{Markup.Join(metrics.Select(m => ReportFigures.Head(m, content)))}{(headline is null ? Markup.Empty : Markup.Of($"<th scope=\"col\">{headline.Title} of the samples{(headline.Unit.Length == 0 ? "" : $" ({headline.Unit})")}</th>"))}<th scope="col">parameters</th><th scope="col">time</th></tr></thead>
            <tbody>{Markup.Join(runs.Select(run => Row(run, metrics, headline, content)))}{(images.Length == 1 ? Markup.Join(Baselines(runs).Select(b => Row(b, metrics, headline, content))) : Markup.Empty)}</tbody>
            """))}
            </section>
            """);
    }

    private static Markup Row(ComparedRun run, string[] metrics, HeadlineFigure? headline, ReportContent content)
    {
        var (data, summary) = (run.Data, run.Data.Summary);
        var figures = summary?.Metrics ?? new Dictionary<string, double>();
        var score = headline is null ? Markup.Empty : Cell(data.Samples is { Score: { } value } sheet && sheet.Headline?.Name == headline.Name ? headline.Number(value) : "-");
        return Markup.Of($"""
            <tr><th scope="row">{ChartFrame.Key(run.Style, run.Name, run.FullName)}</th>{Cell(summary is null ? "running" : $"{summary.Outcome}".ToLowerInvariant())}{Cell(PageNumbers.Whole(data.Step))}{Cell(PageNumbers.Whole(data.Images))}{Markup.Join(metrics.Select(m => Cell(ReportFigures.Number(m, figures, content))))}{score}{Cell(PageNumbers.Short(data.Run.Parts.Sum(p => p.Parameters)))}{Cell(summary is null ? "-" : PageNumbers.Duration(summary.Elapsed))}</tr>

            """);
    }

    // What several runs are compared with alike is shown once.
    private static IEnumerable<ComparedFigures> Baselines(IReadOnlyList<ComparedRun> runs) => runs
        .SelectMany(run => run.Data.Summary?.Baselines ?? [])
        .DistinctBy(b => (b.Name, string.Join(',', b.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => FormattableString.Invariant($"{m.Key}={m.Value:R}")))));

    private static Markup Row(ComparedFigures baseline, string[] metrics, HeadlineFigure? headline, ReportContent content) => Markup.Of($"""
        <tr><th scope="row">{baseline.Name}</th>{Cell("-")}{Cell("-")}{Cell("-")}{Markup.Join(metrics.Select(m => Cell(ReportFigures.Number(m, baseline.Metrics, content))))}{(headline is null ? Markup.Empty : Cell("-"))}{Cell("-")}{Cell("-")}</tr>

        """);

    private static Markup Curves(IReadOnlyList<ComparedRun> runs)
    {
        var content = runs[0].Data.Run.Report;
        var total = runs.Max(run => run.Data.Run.TotalSteps);
        var legend = Markup.Join(runs.Select(run => ChartFrame.Key(run.Style, run.Name, run.FullName)));
        return ReportCurves.Section(content, [.. runs.Select(run => run.Data.History)], ReportCurves.PhaseFigures(runs.Select(run => run.Data)), total, Markup.Of($"""
            <p class="note">{legend}</p>
            <p class="note">Over steps. Where there is a faint line, the strong one is a running mean of it; dashed lines of a loss are its validation.</p>
            """), (name, group) => LineChart.Draw(CurvePlan.TitleOf(name, content), [.. runs.SelectMany(run => Lines(run, name, group))], [], total));
    }

    private static IEnumerable<ChartLine> Lines(ComparedRun run, string name, CurveGroup? group)
    {
        var series = run.Data.History.Series;
        if (series.TryGetValue(name, out var points))
            yield return new(run.Name, run.Style, points, ReportCurves.IsNoisy(name, group));
        if (CurvePlan.ValidationName(name) is { } validation && series.TryGetValue(validation, out var held))
            yield return new($"{run.Name}, validation", $"s{run.Number % ChartFrame.Colors} dashed", held, IsNoisy: false);
    }

    private static Markup Cell(string value) => Markup.Of($"<td>{value}</td>");
}
