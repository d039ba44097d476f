using LiteVae.Evaluation;
using LiteVae.Evaluation.Report;
using LiteVae.Experiments.Files;
using LiteVae.Experiments.Measures;
using LiteVae.Pages;

namespace LiteVae.Experiments.Report;

/// <summary>Writes the page of a reproduced table: one HTML page that needs no other file.</summary>
internal static class ReproductionPage
{
    /// <summary>The page as HTML.</summary>
    /// <param name="result">The figures and verdicts.</param>
    /// <param name="file">The experiment.</param>
    /// <param name="groups">The first training of each row, by the set of images that it was measured on, with the passes over these.</param>
    /// <param name="hardware">What it was measured on, in words.</param>
    /// <param name="written">The time of the page.</param>
    public static string Render(
        ReproductionResult result, ExperimentFile file, IReadOnlyList<(IReadOnlyList<RowMeasures> Rows, IReadOnlyList<EvaluationPass> Passes)> groups, string hardware, DateTimeOffset written) =>
        Page.Render($"{result.Source}: {result.Title}", Header(result), Markup.Of($"""
            {Markup.Join(result.Notices.Select(n => Markup.Of($"<p class=\"message interrupted\">{n}</p>\n")))}
            {VerdictSection.Of(result)}
            {FigureTable.Of(result)}
            {(file.Trains ? CurveCharts.Section(file.Curves, [.. groups.SelectMany(g => g.Rows)]) : Markup.Empty)}
            {Markup.Join(groups.Select(g => Resolutions(g.Passes, result, written)))}
            {Pictures(groups)}
            {Settings(result, hardware)}
            """), written);

    private static Markup Header(ReproductionResult result) => Markup.Of($"""
        <header>
        <p class="eyebrow">{result.Source} of the LiteVAE paper, scale {ReproductionJson.Name(result.Scale)}</p>
        <h1>{result.Title}</h1>
        <p class="lead">{Markup.Join(Counts(result))}</p>
        </header>
        """);

    private static IEnumerable<Markup> Counts(ReproductionResult result)
    {
        foreach (var (verdict, style, word) in new[] { (ClaimVerdict.Supported, "finished", "supported"), (ClaimVerdict.Contradicted, "failed", "contradicted"), (ClaimVerdict.CannotTell, "interrupted", "cannot tell") })
        {
            if (result.Claims.Count(c => c.Verdict == verdict) is > 0 and var count)
                yield return Markup.Of($"<span class=\"pill {style}\">{count} {word}</span> ");
        }
        yield return Markup.Of($"<span>{result.Seeds} training{(result.Seeds == 1 ? "" : "s")} a row</span>");
    }

    private static Markup Resolutions(IReadOnlyList<EvaluationPass> passes, ReproductionResult result, DateTimeOffset written) => passes.Count < 2 ? Markup.Empty
        : ResolutionCharts.Section(new EvaluationReportData { Passes = passes, Data = string.Join("; ", result.Data), Settings = [], Written = written });

    private static Markup Pictures(IReadOnlyList<(IReadOnlyList<RowMeasures> Rows, IReadOnlyList<EvaluationPass> Passes)> groups)
    {
        var tables = Markup.Join(groups.Select(g => PictureTable.Of(g.Rows)));
        return tables.Html.Length == 0 ? Markup.Empty : Markup.Of($"""
            <section>
            <h2>The same images through every row</h2>
            <p class="note">The first seed of each row, decoded from the posterior's mean.</p>
            {tables}
            </section>
            """);
    }

    private static Markup Settings(ReproductionResult result, string hardware) => Markup.Of($"""
        <section>
        <h2>How these figures came about</h2>
        <div class="settings">
        <dl><dt>images</dt><dd>{string.Join("; ", result.Data)}</dd>
        <dt>trainings</dt><dd>{result.Seeds} of each row</dd>
        <dt>hardware</dt><dd>{hardware}</dd></dl>
        <p class="note">Of several trainings of a row, intervals are over trainings (Student's t, 95%), and rows are compared in pairs of one seed. Of one, they are over the images or what else a figure was measured over, and say nothing of what another training would give.</p>
        </div>
        {Markup.Join(result.Rows.Select(r => Markup.Of($"<details><summary>Recipe of {r.Caption}</summary><pre>{r.Recipe}</pre></details>\n")))}
        </section>
        """);
}
