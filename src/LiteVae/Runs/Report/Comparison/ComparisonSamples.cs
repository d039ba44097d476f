using LiteVae.Pages;
using LiteVae.Pages.Charts;

namespace LiteVae.Runs.Report.Comparison;

/// <summary>The samples of runs in columns: of the same images where there are such, else the picture that shows the course of each run.</summary>
internal static class ComparisonSamples
{
    public static Markup Section(IReadOnlyList<ComparedRun> runs)
    {
        var heads = Markup.Join(runs.Select(run => Markup.Of($"<th scope=\"col\">{ChartFrame.Key(run.Style, run.Name, run.FullName)}</th>")));
        var sheets = runs.Select(run => run.Data.Samples).ToArray();
        var (head, rows) = sheets.FirstOrDefault(sheet => sheet?.Compared is not null) is { Compared: { } pair } first
            ? (Markup.Of($"<th scope=\"col\">{first.Captions[pair.First]}</th>{heads}"),
                first.Rows.Select(row => Row(runs, PagePictures.Figure(row.Name, row.Pictures[pair.First], row.Name), row.Name)).ToArray())
            : (heads, sheets.All(sheet => sheet?.Progress is null) ? [] :
                [Markup.Of($"<tr>{Markup.Join(runs.Select(run => Cell(run.Data.Samples?.Progress is { } picture ? PagePictures.Figure($"step {run.Data.Samples.Step}", picture, run.Name) : Markup.Empty)))}</tr>\n")]);
        return rows.Length == 0 ? Markup.Empty : Markup.Of($"""
            <section>
            <h2>{runs[0].Data.Run.Report.SamplesTitle}</h2>
            <div class="sample examples">
            <div class="wide" tabindex="0" role="region" aria-label="Samples of all runs"><table style="--columns:{runs.Count + 1}">
            <thead><tr>{head}</tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            </table></div>
            </div>
            </section>
            """);
    }

    private static Markup Row(IReadOnlyList<ComparedRun> runs, Markup original, string name) =>
        Markup.Of($"<tr>{Cell(original)}{Markup.Join(runs.Select(run => Cell(Reconstruction(run, name))))}</tr>\n");

    // A run on other images has no sample of that name.
    private static Markup Reconstruction(ComparedRun run, string name) =>
        run.Data.Samples is { Compared: { } pair } sheet && sheet.Rows.FirstOrDefault(row => row.Name == name) is { } row
            ? PagePictures.Figure(sheet.Captions[pair.Second], row.Pictures[pair.Second], $"{name}, {run.Name}", note: row.Score is { } score && sheet.Headline is { } headline ? headline.Describe(score) : "")
            : Markup.Of($"-");

    private static Markup Cell(Markup content) => Markup.Of($"<td>{content}</td>");
}
