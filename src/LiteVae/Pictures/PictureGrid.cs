namespace LiteVae.Pictures;

/// <summary>Lays pictures of one size out in a grid, pixel for pixel, with a narrow gap between them.</summary>
public static class PictureGrid
{
    private const int Gap = 2;

    /// <summary>Draws the grid, row by row from the left.</summary>
    /// <param name="pictures">At least one; all of the size of the first.</param>
    /// <param name="columns">Pictures in a row; 0: about as many as there are rows.</param>
    /// <exception cref="ArgumentException">There are none, or they differ in size.</exception>
    public static RgbImage Draw(IReadOnlyList<RgbImage> pictures, int columns = 0)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (pictures.Count == 0 || pictures.Any(p => p.Width != pictures[0].Width || p.Height != pictures[0].Height))
            throw new ArgumentException("A grid needs pictures of one size.", nameof(pictures));
        if (columns == 0)
            columns = (int)Math.Ceiling(Math.Sqrt(pictures.Count));
        columns = Math.Min(columns, pictures.Count);
        var rows = (pictures.Count + columns - 1) / columns;
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var grid = new RgbImage(columns * (width + Gap) - Gap, rows * (height + Gap) - Gap);
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (i % columns * (width + Gap), i / columns * (height + Gap));
            for (var row = 0; row < height; row++)
                pictures[i].Pixels.AsSpan(3 * width * row, 3 * width).CopyTo(grid.Pixels.AsSpan(3 * ((top + row) * grid.Width + left)));
        }
        return grid;
    }
}
