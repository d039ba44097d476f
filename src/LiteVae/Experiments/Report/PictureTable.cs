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
        return Markup.Of($"""
            <div class="samples large">
            {Markup.Join(rows[0].Pictures.Select((picture, i) => Line(picture.Index, picture.Original, i, rows)))}</div>
            """);
    }

    private static Markup Line(long index, RgbImage original, int place, IReadOnlyList<RowMeasures> rows) => Markup.Of($"""
        <article class="sample"><div style="grid-template-columns:repeat({rows.Count + 1},minmax(0,10rem))">
        {PagePictures.Figure("original", original, $"image {index}", "pixelated")}{Markup.Join(rows.Select(r => PagePictures.Figure(r.Row.Plan.Row.Caption, r.Pictures[place].Reconstruction, $"image {index}", "pixelated")))}</div></article>

        """);
}
