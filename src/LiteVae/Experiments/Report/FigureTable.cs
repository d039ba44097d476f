using System.Globalization;
using LiteVae.Pages;

namespace LiteVae.Experiments.Report;

/// <summary>The paper's figures beside the measured ones.</summary>
internal static class FigureTable
{
    public static Markup Of(ReproductionResult result)
    {
        (string Name, int? Resolution, string Heading)[] columns =
            [.. result.Rows.SelectMany(r => r.Figures).Select(f => (f.Name, f.Resolution, f.Heading)).Distinct()];
        string[] paper = [.. result.Rows.SelectMany(r => r.Paper.Keys).Distinct()];
        return Markup.Of($"""
            <section>
            <h2>Figures</h2>
            {(paper.Length == 0 ? Markup.Empty : Table("In the paper", paper.Select(p => MeasureInfo.Of(p).Heading), result.Rows.Select(r => (r.Caption, paper.Select(p => Paper(r, p))))))}
            {Table("Measured here", columns.Select(c => c.Heading), result.Rows.Select(r => (r.Caption, columns.Select(c => Measured(r, c.Name, c.Resolution)))))}
            </section>
            """);
    }

    private static Markup Table(string caption, IEnumerable<string> heads, IEnumerable<(string Row, IEnumerable<string> Cells)> rows) => PageTables.Wide(caption, Markup.Of($"""
        <thead><tr><th scope="col">row</th>{Markup.Join(heads.Select(h => Markup.Of($"<th scope=\"col\">{h}</th>")))}</tr></thead>
        <tbody>{Markup.Join(rows.Select(r => Markup.Of($"<tr><th scope=\"row\">{r.Row}</th>{Markup.Join(r.Cells.Select(c => Markup.Of($"<td>{c}</td>")))}</tr>\n")))}</tbody>
        """), caption);

    private static string Paper(MeasuredRow row, string figure) =>
        row.Paper.TryGetValue(figure, out var value) ? value.ToString(value >= 1000 ? "0" : "0.00###", CultureInfo.InvariantCulture) : "-";

    private static string Measured(MeasuredRow row, string figure, int? resolution) =>
        row.Figures.FirstOrDefault(f => f.Name == figure && f.Resolution == resolution)?.Text ?? "-";
}
