using LiteVae.Experiments.Measures;
using LiteVae.Pages;
using LiteVae.Pictures;

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
        return Markup.Of($"""
            <div class="sample examples">
            <div class="wide" tabindex="0" role="region" aria-label="The same images through every row"><table style="--columns:{rows.Count + 1}">
            <thead><tr><th scope="col">original</th>{Markup.Join(heads)}</tr></thead>
            <tbody>{Markup.Join(rows[0].Pictures.Select((picture, i) => Line(picture.Index, picture.Original, i, rows)))}</tbody>
            </table></div>
            </div>
            """);
    }

    private static Markup Line(long index, RgbImage original, int place, IReadOnlyList<RowMeasures> rows) => Markup.Of(
        $"<tr><td>{PagePictures.Figure("original", original, $"image {index}")}</td>{Markup.Join(rows.Select(r => Markup.Of($"<td>{PagePictures.Figure(r.Row.Plan.Row.Caption, r.Pictures[place].Reconstruction, $"image {index}")}</td>")))}</tr>\n");
}
