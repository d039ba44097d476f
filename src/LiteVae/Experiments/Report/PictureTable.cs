using LiteVae.Experiments.Measures;
using LiteVae.Pages;

namespace LiteVae.Experiments.Report;

/// <summary>The same images, a column for each row of the table.</summary>
internal static class PictureTable
{
    /// <summary>The pictures; nothing where there are none.</summary>
    /// <param name="rows">The first training of each row, of one set of images.</param>
    public static Markup Of(IReadOnlyList<RowMeasures> rows)
    {
        if (rows.Count == 0 || rows[0].Pictures.Count == 0)
            return Markup.Empty;
        var heads = rows.Select(r => Markup.Of($"<th scope=\"col\">{r.Row.Plan.Row.Caption}</th>"));
        var lines = rows[0].Pictures.Select((picture, i) => Markup.Of($"""
            <tr><td>{PagePictures.Figure("original", picture.Original, $"image {picture.Index}", "pixelated")}</td>{Markup.Join(rows.Select(r => Markup.Of($"<td>{PagePictures.Figure("", r.Pictures[i].Reconstruction, $"image {picture.Index}, {r.Row.Plan.Row.Caption}", "pixelated")}</td>")))}</tr>

            """));
        return Markup.Of($"""
            <div class="wide pictures"><table>
            <thead><tr><th scope="col">original</th>{Markup.Join(heads)}</tr></thead>
            <tbody>{Markup.Join(lines)}</tbody>
            </table></div>
            """);
    }
}
