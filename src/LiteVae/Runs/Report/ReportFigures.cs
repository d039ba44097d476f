using LiteVae.Pages;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>The report's table of final figures: of the model, and of what it is compared with.</summary>
internal static class ReportFigures
{
    public static Markup Section(ReportData data)
    {
        if (data.Summary is not { Metrics.Count: > 0 } summary || data.Samples?.Headline is null) // without a headline, the figures are the main numbers
            return Markup.Empty;
        string[] names = [.. summary.Metrics.Keys];
        ComparedFigures[] rows = [new("this model", summary.Metrics), .. summary.Baselines];
        return Markup.Of($"""
            <section>
            <h2>Final figures</h2>
            {PageTables.Wide("Final figures", Markup.Of($"""
            <thead><tr><th scope="col"></th>{Markup.Join(names.Select(name => Head(name, data.Run.Report)))}</tr></thead>
            <tbody>{Markup.Join(rows.Select(row => Row(row, names, data.Run.Report)))}</tbody>
            """), summary.EvaluatedOn is { } images ? $"On {images}" : "")}
            </section>
            """);
    }

    /// <summary>A figure's heading, with its unit and how to read it.</summary>
    public static Markup Head(string name, ReportContent content) => content.Metrics.TryGetValue(name, out var tile)
        ? Markup.Of($"<th scope=\"col\">{tile.Heading}{(tile.Note.Length == 0 ? Markup.Empty : Markup.Of($"<br><small>{tile.Note}</small>"))}</th>")
        : Markup.Of($"<th scope=\"col\">{name.ToUpperInvariant()}</th>");

    /// <summary>A figure as it is written.</summary>
    public static string Number(string name, IReadOnlyDictionary<string, double> figures, ReportContent content) => !figures.TryGetValue(name, out var value)
        ? "-" : content.Metrics.TryGetValue(name, out var tile) ? tile.Number(value) : PageNumbers.Short(value);

    private static Markup Row(ComparedFigures row, string[] names, ReportContent content) => Markup.Of(
        $"<tr><th scope=\"row\">{row.Name}</th>{Markup.Join(names.Select(name => Markup.Of($"<td>{Number(name, row.Metrics, content)}</td>")))}</tr>\n");
}
