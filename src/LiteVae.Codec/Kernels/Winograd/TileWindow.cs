using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A thread's view of the 6x6 inputs that a tile of 4x4 outputs sees.</summary>
/// <remarks>
/// With a prologue, what it gives lies in a window of eight columns that moves along a band of tiles, as high as what the
/// band sees: of the six columns that a tile sees, two have been computed for the tile to the left. Without, positions are
/// read where they lie.
/// </remarks>
internal unsafe struct TileWindow
{
    private const int Side = WinogradTransform.Inputs;
    private const int Columns = 2 * WinogradTransform.Outputs;
    private const int BandHeight = TileGrid.RowsOfBand * WinogradTransform.Outputs;
    private const int Rows = BandHeight + Side - WinogradTransform.Outputs;

    private readonly TileGrid _grid;
    private readonly ConvolutionInput _input;
    private readonly float* _zeros; // as many as there are channels, for what lies outside of the image
    private readonly float* _window; // [10 rows, 8 columns, depth]; the image's column c lies at (c - 1) mod 8
    private readonly int _depth;
    private (int Image, int Band, int Left) _last;

    /// <param name="grid">The tiles, of outputs.</param>
    /// <param name="input">What they see.</param>
    /// <param name="depth">The input's channels, rounded up to whole vectors.</param>
    /// <param name="memory">As many floats as <see cref="Memory"/> says.</param>
    public TileWindow(TileGrid grid, ConvolutionInput input, int depth, float* memory)
    {
        (_grid, _input, _depth, _last) = (grid, input, depth, (-1, 0, 0));
        _zeros = memory;
        _window = memory + depth;
        new Span<float>(memory, Memory(input, depth)).Clear();
    }

    /// <summary>The floats that a window takes.</summary>
    public static int Memory(ConvolutionInput input, int depth) => input.Prologue is null ? depth : (1 + Rows * Columns) * depth;

    /// <summary>Where the inputs of a tile lie, row by row.</summary>
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

    // Takes the window to where tiles of a band start at a column.
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

    // Columns of the image from one to before another, which lie side by side in the window too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Compute(Prologue prologue, int image, int row, int imageRow, int first, int end)
    {
        if (first >= end)
            return;
        var to = At(row, first);
        var x = _input.X;
        prologue.Apply(x.At(image, imageRow, first), x.Channels, to, _depth, end - first, image, 0);
        if (_input.Concat is { } concat)
            prologue.Apply(concat.At(image, imageRow, first), concat.Channels, to + x.Channels, _depth, end - first, image, x.Channels);
    }

    private readonly float* At(int row, int column) => _window + (row * Columns + ((column - 1) & (Columns - 1))) * (long)_depth;
}
