using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Lays pictures out in labelled rows: original, reconstruction, error, latent.</summary>
public static class ContactSheet
{
    private const int Gap = 8;
    private const int TextLine = 20;
    private const int SmallestCell = 128;

    /// <summary>Draws the rows one below the other.</summary>
    /// <remarks>
    /// The first picture of a row is shown pixel for pixel (enlarged by a whole factor where it is below 128 pixels);
    /// the others get its size without smoothing, so that a latent's positions show as blocks. On a system where no
    /// font is to be had there is no text.
    /// </remarks>
    /// <param name="headings">A name per column; empty for none.</param>
    /// <param name="rows">At least one row with at least one picture.</param>
    /// <exception cref="ArgumentException">No rows, or a row without pictures.</exception>
    public static RgbImage Draw(IReadOnlyList<string> headings, IReadOnlyList<ContactSheetRow> rows)
    {
        ArgumentNullException.ThrowIfNull(headings);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Pictures.Count == 0))
            throw new ArgumentException("A contact sheet needs rows, each with at least one picture.", nameof(rows));

        using var font = SheetFont.Create(13);
        var cells = rows.Select(row => Cell(row.Pictures[0])).ToArray();
        var headingHeight = font is null || headings.Count == 0 ? 0 : TextLine;
        var labelHeights = rows.Select(row => font is null || row.Label.Length == 0 ? 0 : TextLine).ToArray();
        var width = rows.Select((row, i) => Gap + row.Pictures.Count * (cells[i].Width + Gap)).Max();
        var height = Gap + headingHeight + cells.Select((cell, i) => labelHeights[i] + cell.Height + Gap).Sum();

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(24, 24, 27));
        for (var column = 0; font is not null && column < headings.Count; column++)
            Text(canvas, font, headings[column], Gap + column * (cells[0].Width + Gap), Gap, cells[0].Width, SKColors.White);

        var y = Gap + headingHeight;
        for (var i = 0; i < rows.Count; i++)
        {
            if (labelHeights[i] > 0)
                Text(canvas, font!, rows[i].Label, Gap, y, width - 2 * Gap, new SKColor(190, 190, 200));
            y += labelHeights[i];
            for (var column = 0; column < rows[i].Pictures.Count; column++)
                Picture(canvas, rows[i].Pictures[column], SKRect.Create(Gap + column * (cells[i].Width + Gap), y, cells[i].Width, cells[i].Height));
            y += cells[i].Height + Gap;
        }
        canvas.Flush();
        return SkiaBitmaps.ToImage(bitmap);
    }

    private static SKSizeI Cell(RgbImage first)
    {
        var larger = Math.Max(first.Width, first.Height);
        var factor = Math.Max(1, (SmallestCell + larger - 1) / larger);
        return new SKSizeI(first.Width * factor, first.Height * factor);
    }

    private static void Picture(SKCanvas canvas, RgbImage picture, SKRect place)
    {
        using var bitmap = SkiaBitmaps.ToBitmap(picture);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private static void Text(SKCanvas canvas, SKFont font, string text, int x, int y, int width, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.Save();
        canvas.ClipRect(SKRect.Create(x, y, width, TextLine));
        canvas.DrawText(text, x, y + 14, SKTextAlign.Left, font, paint);
        canvas.Restore();
    }
}
