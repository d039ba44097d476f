using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Lays pictures out in labelled rows: original, reconstruction, error, latent.</summary>
public static class ContactSheet
{
    private const int Gap = 8;
    private const int TextLine = 20;
    private const int SmallestCell = 128;

    private static readonly SKColor s_soft = new(190, 190, 200);

    /// <summary>Draws the rows one below the other.</summary>
    /// <remarks>
    /// The first picture of a row is shown pixel for pixel (enlarged by a whole factor where it is below 128 pixels);
    /// the others get its size without smoothing, so that a latent's positions show as blocks. On a system where no
    /// font is to be had there is no text, and scales are bars without numbers.
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
        var layouts = rows.Select(row => new Layout(row, hasText: font is not null)).ToArray();
        var headingHeight = font is null || headings.Count == 0 ? 0 : TextLine;
        var width = layouts.Max(layout => layout.Width);
        var height = Gap + headingHeight + layouts.Sum(layout => layout.Height);

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(24, 24, 27));
        for (var column = 0; font is not null && column < headings.Count; column++)
            Text(canvas, font, headings[column], layouts[0].X(column), Gap, layouts[0].Cell.Width, SKColors.White);

        var y = Gap + headingHeight;
        for (var i = 0; i < rows.Count; i++)
        {
            Row(canvas, font, rows[i], layouts[i], y);
            y += layouts[i].Height;
        }
        canvas.Flush();
        return SkiaBitmaps.ToImage(bitmap);
    }

    private static void Row(SKCanvas canvas, SKFont? font, ContactSheetRow row, Layout layout, int top)
    {
        if (layout.LabelHeight > 0)
            Text(canvas, font!, row.Label, Gap, top, layout.Width - 2 * Gap, s_soft);
        var y = top + layout.LabelHeight;
        for (var column = 0; column < row.Pictures.Count; column++)
        {
            var x = layout.X(column);
            if (layout.PictureLabelHeight > 0 && column < row.PictureLabels.Count)
                Text(canvas, font!, row.PictureLabels[column], x, y, layout.Cell.Width, SKColors.White);
            Picture(canvas, row.Pictures[column], SKRect.Create(x, y + layout.PictureLabelHeight, layout.Cell.Width, layout.Cell.Height));
            if (column < row.Scales.Count && row.Scales[column] is { } scale)
                Scale(canvas, font, scale, x, y + layout.PictureLabelHeight + layout.Cell.Height, layout.Cell.Width);
        }
    }

    // The bar of colors, between its two numbers where there is a font.
    private static void Scale(SKCanvas canvas, SKFont? font, ColorScale scale, int x, int y, int width)
    {
        var (left, right) = (font is null ? 0 : font.MeasureText(scale.Low) + 6, font is null ? 0 : font.MeasureText(scale.High) + 6);
        if (font is not null)
        {
            Text(canvas, font, scale.Low, x, y, width, s_soft);
            Text(canvas, font, scale.High, x + (int)(width - right + 6), y, width, s_soft);
        }
        var bar = SKRect.Create(x + left, y + 5, Math.Max(4, width - left - right), 10);
        var colors = scale.Colors.Select(c => new SKColor(c[0], c[1], c[2])).ToArray();
        using var shader = SKShader.CreateLinearGradient(new SKPoint(bar.Left, 0), new SKPoint(bar.Right, 0), colors, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(bar, paint);
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

    /// <summary>The places within a row.</summary>
    private sealed class Layout(ContactSheetRow row, bool hasText)
    {
        public SKSizeI Cell { get; } = CellOf(row.Pictures[0]);

        public int LabelHeight { get; } = hasText && row.Label.Length > 0 ? TextLine : 0;

        public int PictureLabelHeight { get; } = hasText && row.PictureLabels.Count > 0 ? TextLine : 0;

        public int Width => Gap + row.Pictures.Count * (Cell.Width + Gap);

        public int Height => LabelHeight + PictureLabelHeight + Cell.Height + (row.Scales.Any(s => s is not null) ? TextLine : 0) + Gap;

        public int X(int column) => Gap + column * (Cell.Width + Gap);

        private static SKSizeI CellOf(RgbImage first)
        {
            var larger = Math.Max(first.Width, first.Height);
            var factor = Math.Max(1, (SmallestCell + larger - 1) / larger);
            return new SKSizeI(first.Width * factor, first.Height * factor);
        }
    }
}
