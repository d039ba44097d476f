using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>One thread's view of the 6x6 inputs of a tile of 4x4 outputs.</summary>
/// <remarks>
/// The results of a prologue lie in a window of eight columns that moves along a band of tiles and has as many rows as the
/// band's inputs: of a tile's six columns, two have been computed for the tile to the left. Without a prologue, inputs are
/// read from the feature maps themselves.
/// </remarks>
internal unsafe struct TileWindow
{
    private const int Side = WinogradTransform.Inputs;
    private const int Columns = 2 * WinogradTransform.Outputs;
    private const int BandHeight = TileGrid.RowsOfBand * WinogradTransform.Outputs;
    private const int Rows = BandHeight + Side - WinogradTransform.Outputs;

    private readonly Microkernel _loops;
    private readonly TileGrid _grid;
    private readonly ConvolutionInput _input;
    private readonly float* _zeros; // [depth], the values of positions outside of the image
    private readonly float* _window; // [10 rows, 8 columns, depth]; column c of the image lies at (c - 1) mod 8
    private readonly int _depth;
    private (int Image, int Band, int Left) _last;

    /// <param name="loops">The loops that compute the prologue.</param>
    /// <param name="grid">The tiles of outputs.</param>
    /// <param name="input">The input and the operations on it.</param>
    /// <param name="depth">The input's channels, rounded up to whole vectors.</param>
    /// <param name="memory"><see cref="Memory"/> floats.</param>
    public TileWindow(Microkernel loops, TileGrid grid, ConvolutionInput input, int depth, float* memory)
    {
        (_loops, _grid, _input, _depth, _last) = (loops, grid, input, depth, (-1, 0, 0));
        _zeros = memory;
        _window = memory + depth;
        new Span<float>(memory, Memory(input, depth)).Clear();
    }

    /// <summary>The number of floats that a window takes.</summary>
    public static int Memory(ConvolutionInput input, int depth) => input.Prologue is null ? depth : (1 + Rows * Columns) * depth;

    /// <summary>Finds the addresses of a tile's 36 inputs, row by row, and applies the prologue to those that it has not yet been applied to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Locate(int tile, float** positions)
    {
        var (image, top, left) = _grid.Tile(tile);
        if (_input.Prologue is { } prologue)
            Locate(prologue, image, top, left, positions);
        else
            Locate(image, top, left, positions);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Locate(int image, int top, int left, float** positions)
    {
        var x = _input.X;
        var shift = _input.Upsample ? 1 : 0;
        var (height, width) = (x.Height << shift, x.Width << shift);
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var (r, c) = (top + row - 1, left + column - 1);
                var inside = (uint)r < (uint)height && (uint)c < (uint)width;
                positions[row * Side + column] = inside ? x.At(image, r >> shift, c >> shift) : _zeros;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Locate(Prologue prologue, int image, int top, int left, float** positions)
    {
        var x = _input.X;
        var band = top / BandHeight * BandHeight;
        if (_last != (image, band, left))
            Move(prologue, image, band, left);
        var first = top - band;
        for (var row = 0; row < Side; row++)
        {
            var exists = (uint)(top + row - 1) < (uint)x.Height;
            for (var column = 0; column < Side; column++)
            {
                var c = left + column - 1;
                positions[row * Side + column] = exists && (uint)c < (uint)x.Width ? At(first + row, c) : _zeros;
            }
        }
    }

    // Moves the window to the tiles of a band whose outputs start at a column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(Prologue prologue, int image, int band, int left)
    {
        var x = _input.X;
        var follows = _last == (image, band, left - WinogradTransform.Outputs);
        _last = (image, band, left);
        var last = Math.Min(band + BandHeight, x.Height - 1);
        for (var r = Math.Max(0, band - 1); r <= last; r++)
        {
            var row = r - band + 1;
            if (!follows)
                Compute(prologue, image, row, r, Math.Max(0, left - 1), Math.Min(left + 1, x.Width));
            Compute(prologue, image, row, r, left + 1, Math.Min(left + 1 + WinogradTransform.Outputs, x.Width));
        }
    }

    // Applies the prologue to the columns of the image from one to before another; they are neighbors in the window too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Compute(Prologue prologue, int image, int row, int imageRow, int first, int end)
    {
        if (first >= end)
            return;
        var to = At(row, first);
        var x = _input.X;
        prologue.Apply(_loops, x.At(image, imageRow, first), x.Channels, to, _depth, end - first, image, 0);
        if (_input.Concat is { } concat)
            prologue.Apply(_loops, concat.At(image, imageRow, first), concat.Channels, to + x.Channels, _depth, end - first, image, x.Channels);
    }

    private readonly float* At(int row, int column) => _window + (row * Columns + ((column - 1) & (Columns - 1))) * (long)_depth;
}
