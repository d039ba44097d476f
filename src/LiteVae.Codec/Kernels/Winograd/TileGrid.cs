namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The tiles of 4x4 outputs that images are cut into, numbered image by image in bands of two rows, each band column by column.</summary>
/// <remarks>The inputs of two tiles above each other overlap: computed one after the other, they share the work on these inputs.</remarks>
internal readonly struct TileGrid(int images, int height, int width)
{
    /// <summary>The number of rows of tiles in a band.</summary>
    public const int RowsOfBand = 2;

    // The number of blocks per thread from which on it no longer matters that one thread takes a block less.
    private const int ManyRounds = 6;

    private readonly int _rows = (height + WinogradTransform.Outputs - 1) / WinogradTransform.Outputs;
    private readonly int _columns = (width + WinogradTransform.Outputs - 1) / WinogradTransform.Outputs;

    /// <summary>The number of images.</summary>
    public int Images => images;

    /// <summary>The number of tiles.</summary>
    public int Count => images * TilesOfImage;

    /// <summary>The number of tiles of an image.</summary>
    public int TilesOfImage => _rows * _columns;

    /// <summary>A tile's image, and the position of its first output.</summary>
    public (int Image, int Top, int Left) Tile(int index)
    {
        var (image, within) = Math.DivRem(index, TilesOfImage);
        var (band, inBand) = Math.DivRem(within, RowsOfBand * _columns);
        var row = band * RowsOfBand;
        if (row + 1 == _rows)
            return (image, row * WinogradTransform.Outputs, inBand * WinogradTransform.Outputs); // the last band may have one row
        return (image, (row + inBand % RowsOfBand) * WinogradTransform.Outputs, inBand / RowsOfBand * WinogradTransform.Outputs);
    }

    /// <summary>The rows and columns of a tile's outputs that lie within the image.</summary>
    public (int Height, int Width) Extent(int top, int left) =>
        (Math.Min(WinogradTransform.Outputs, height - top), Math.Min(WinogradTransform.Outputs, width - left));

    /// <summary>The number of tiles that a thread takes at a time: even, and such that threads end together.</summary>
    /// <param name="max">The largest number, not below <paramref name="multiple"/>.</param>
    /// <param name="multiple">Where there are many blocks, their size is a multiple of this.</param>
    public int Block(int max, int multiple)
    {
        max &= ~1;
        var threads = KernelThreads.Count;
        if (Count >= ManyRounds * threads * max)
            return max / multiple * multiple;
        var rounds = (Count + max * threads - 1) / (max * threads);
        var block = (Count + rounds * threads - 1) / (rounds * threads);
        return Math.Max(2, (block + 1) & ~1);
    }
}
