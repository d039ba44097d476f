
namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The tiles of 4x4 outputs that images are cut into: image by image, in bands of two rows, each band column by column.</summary>
/// <remarks>What two tiles above each other see overlaps: taken in turn, they share what was done to it.</remarks>
internal readonly struct TileGrid(int images, int height, int width)
{
    /// <summary>Rows of tiles in a band.</summary>
    public const int RowsOfBand = 2;

    // Rounds after which it does not matter any more that one thread takes a block less.
    private const int ManyRounds = 6;

    private readonly int _rows = (height + WinogradTransform.Outputs - 1) / WinogradTransform.Outputs;
    private readonly int _columns = (width + WinogradTransform.Outputs - 1) / WinogradTransform.Outputs;

    /// <summary>The images.</summary>
    public int Images => images;

    /// <summary>How many there are.</summary>
    public int Count => images * TilesOfImage;

    /// <summary>How many there are of each image.</summary>
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

    /// <summary>How many tiles a thread takes at a time: even, and so that threads end together.</summary>
    /// <param name="most">At most so many, and not fewer than <see cref="GemmMicrokernel.Rows"/>.</param>
    public int Block(int most)
    {
        most &= ~1;
        var threads = KernelThreads.Count;
        if (Count >= ManyRounds * threads * most)
            return most / GemmMicrokernel.Rows * GemmMicrokernel.Rows;
        var rounds = (Count + most * threads - 1) / (most * threads);
        var block = (Count + rounds * threads - 1) / (rounds * threads);
        return Math.Max(2, (block + 1) & ~1);
    }
}
