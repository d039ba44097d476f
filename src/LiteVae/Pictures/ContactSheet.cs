namespace LiteVae.Pictures;

/// <summary>Puts pictures side by side in a grid.</summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const byte Background = 255;

    /// <summary>Draws rows of pictures, on white, with a gap between them.</summary>
    /// <param name="rows">
    /// At least one row with at least one picture; rows may differ in length. In each row a small picture is enlarged by
    /// the largest whole factor that fits the row's height, by repeating pixels, and centred in its cell.
    /// </param>
    /// <param name="columnTitles">
    /// Titles above the columns, cut at the column's width: drawn in capitals by <see cref="BitmapFont"/>, so that no
    /// font need be installed. Null draws none.
    /// </param>
    /// <exception cref="ArgumentException">No picture.</exception>
    public static RgbImage Of(IReadOnlyList<IReadOnlyList<RgbImage>> rows, IReadOnlyList<string>? columnTitles = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Count == 0))
            throw new ArgumentException("A contact sheet needs at least one row, and a picture in each row.", nameof(rows));

        var cells = rows.Select(EnlargeToRow).ToArray();
        var heights = cells.Select(row => row.Max(cell => cell.Height)).ToArray();
        var widths = Enumerable.Range(0, cells.Max(row => row.Length))
            .Select(column => cells.Where(row => column < row.Length).Max(row => row[column].Width)).ToArray();
        var top = columnTitles is null ? Gap : BitmapFont.Height + 2 * Gap;
        var sheet = new RgbImage(widths.Sum() + Gap * (widths.Length + 1), heights.Sum() + Gap * heights.Length + top);
        Array.Fill(sheet.Pixels, Background);

        for (var (column, x) = (0, Gap); column < widths.Length; x += widths[column++] + Gap)
        {
            if (columnTitles is not null && column < columnTitles.Count)
                BitmapFont.Draw(sheet, columnTitles[column], x, Gap, widths[column]);
            for (var (row, y) = (0, top); row < heights.Length; y += heights[row++] + Gap)
            {
                if (column < cells[row].Length)
                    Place(cells[row][column], sheet, x, y, widths[column], heights[row]);
            }
        }
        return sheet;
    }

    private static RgbImage[] EnlargeToRow(IReadOnlyList<RgbImage> row)
    {
        var height = row.Max(image => image.Height);
        return [.. row.Select(image => Enlargement.Nearest(image, height / image.Height))];
    }

    private static void Place(RgbImage image, RgbImage sheet, int x, int y, int width, int height)
    {
        var (left, top) = (x + (width - image.Width) / 2, y + (height - image.Height) / 2);
        for (var row = 0; row < image.Height; row++)
        {
            image.Pixels.AsSpan(3 * image.Width * row, 3 * image.Width)
                .CopyTo(sheet.Pixels.AsSpan(3 * (sheet.Width * (top + row) + left)));
        }
    }
}
