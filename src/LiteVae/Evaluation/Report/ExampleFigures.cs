using LiteVae.Pages;
using LiteVae.Pictures;

namespace LiteVae.Evaluation.Report;

/// <summary>The report's example images: the same ones for all candidates, a column each.</summary>
internal static class ExampleFigures
{
    /// <summary>The images; nothing where there are none.</summary>
    public static Markup Section(EvaluationReportData data)
    {
        if (data.Examples.Count == 0)
            return Markup.Empty;
        var names = data.Names;
        var first = data.Examples[0];
        var chosen = first.Reconstructions.Count == 1 ? Markup.Empty : Markup.Of($" of {names.Draw(first.Reconstructions[0].Candidate)}, the same for all candidates");
        return Markup.Of($"""
            <section>
            <h2>Worst, median and best</h2>
            <p class="note">Ranked by the {first.Metric}{chosen}.</p>
            <div class="samples large">
            {Markup.Join(data.Examples.Select(example => Example(example, names)))}</div>
            </section>
            """);
    }

    // Columns: the original, then the candidates; rows: reconstructions, then errors.
    private static Markup Example(ExampleImage example, ShortNames names) => Markup.Of($"""
        <article class="sample examples">
        <h3>{example.Rank}: {example.Name}</h3>
        <div class="wide" tabindex="0" role="region" aria-label="{example.Name}"><table style="--columns:{1 + example.Reconstructions.Count}">
        <thead><tr><th scope="col">original</th>{Markup.Join(example.Reconstructions.Select(r => Markup.Of($"<th scope=\"col\">{names.Draw(r.Candidate)}</th>")))}</tr></thead>
        <tbody>
        <tr><td>{Figure("original", example.Original, example.Name)}</td>{Markup.Join(example.Reconstructions.Select(r => Cell(Figure("reconstruction", r.Picture, $"{example.Name}, {names[r.Candidate]}", Value(example.Metric, r.Value)))))}</tr>
        <tr><td></td>{Markup.Join(example.Reconstructions.Select(r => Cell(PagePictures.Figure("error", ErrorMap.Of(example.Original, r.Picture), $"{example.Name}, {names[r.Candidate]}", scale: ErrorMap.Scale))))}</tr>
        </tbody></table></div>
        </article>

        """);

    private static Markup Cell(Markup content) => Markup.Of($"<td>{content}</td>");

    private static Markup Figure(string kind, RgbImage picture, string name, string note = "") => PagePictures.Figure(kind, picture, name, note: note);

    private static string Value(string metric, double value) =>
        double.IsFinite(value) ? $"{metric} {EvaluationText.Number(value, MetricInfo.Of(metric).Format)} {MetricInfo.Of(metric).Unit}".TrimEnd() : "";
}
