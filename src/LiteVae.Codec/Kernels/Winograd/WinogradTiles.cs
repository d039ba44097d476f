using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A thread's way of taking tiles of feature maps into the form in which products are taken, and back.</summary>
internal readonly unsafe struct WinogradTiles
{
    private const int Side = WinogradTransform.Inputs;
    private const int Vector = 8;

    private readonly TileGrid _grid;
    private readonly float* _temporary; // [36, 8]
    private readonly float* _tail; // [36, 8]

    /// <param name="grid">The tiles, of outputs.</param>
    /// <param name="memory">Floats wanted besides.</param>
    public WinogradTiles(TileGrid grid, long memory)
    {
        _grid = grid;
        _temporary = ThreadScratch.Get(2L * WinogradTransform.Products * Vector + memory);
        _tail = _temporary + WinogradTransform.Products * Vector;
        Memory = _tail + WinogradTransform.Products * Vector;
    }

    /// <summary>The floats wanted, this thread's until its next kernel.</summary>
    public float* Memory { get; }

    /// <summary>A tile's inputs, 6x6 positions, to 36 values to multiply by those of kernels.</summary>
    /// <param name="window">What tiles see.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="channels">How many of the input's.</param>
    /// <param name="result">[36, channels], channels rounded up to eights.</param>
    /// <param name="stride">From one of the 36 to the next.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransformInput(ref TileWindow window, int tile, int channels, float* result, int stride)
    {
        var positions = stackalloc float*[WinogradTransform.Products];
        window.Locate(tile, positions);
        var whole = channels / Vector * Vector;
        for (var channel = 0; channel < whole; channel += Vector)
            TransformInput(positions, channel, result + channel, stride);
        if (whole == channels)
            return;
        for (var i = 0; i < WinogradTransform.Products; i++)
        {
            for (var c = 0; c < Vector; c++)
                _tail[i * Vector + c] = whole + c < channels ? positions[i][whole + c] : 0;
            positions[i] = _tail + i * Vector;
        }
        TransformInput(positions, 0, result + whole, stride);
    }

    /// <summary>A tile's 36 products to 4x4 outputs.</summary>
    /// <param name="y">Where they belong.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="products">[36, channels].</param>
    /// <param name="stride">From one of the 36 to the next.</param>
    /// <param name="firstChannel">Of the outputs.</param>
    /// <param name="channels">How many of them.</param>
    /// <param name="bias">Of all outputs.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="moments">Where sums of what is stored are kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransformOutput(
        FeatureMaps y, int tile, float* products, int stride, int firstChannel, int channels, float* bias, Epilogue epilogue, MomentSlot moments)
    {
        var (image, top, left) = _grid.Tile(tile);
        var (height, width) = _grid.Extent(top, left);
        var first = y.At(image, top, left) + firstChannel - y.Data;
        var line = (long)y.Width * y.Channels;
        epilogue.Prefetch(y.Data, first + WinogradTransform.Outputs * y.Channels, line, y.Channels, channels); // of the tile to the right
        var isWhole = height == WinogradTransform.Outputs && width == WinogradTransform.Outputs;
        for (var channel = 0; channel < channels; channel += Vector)
        {
            for (var column = 0; column < Side; column++)
            {
                var (c0, c1, c2, c3) = WinogradTransform.Output(products + channel + (long)column * stride, (long)Side * stride);
                var to = _temporary + column * Vector;
                c0.Store(to);
                c1.Store(to + Side * Vector);
                c2.Store(to + 2 * Side * Vector);
                c3.Store(to + 3 * Side * Vector);
            }
            var b = Vector256.Load(bias + firstChannel + channel);
            var offset = first + channel;
            if (isWhole && channel + Vector <= channels)
                StoreWhole(y, offset, line, b, epilogue, moments, firstChannel + channel);
            else
                StorePart(y, offset, line, (height, width), b, epilogue, moments, firstChannel + channel, LaneMask.First(channels - channel));
        }
    }

    /// <summary>The gradients of a tile's 4x4 outputs to those of its 36 products.</summary>
    /// <param name="y">The gradients.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="result">[36, channels], channels rounded up to eights.</param>
    /// <param name="stride">From one of the 36 to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransformOutputGradient(FeatureMaps y, int tile, float* result, int stride)
    {
        var (image, top, left) = _grid.Tile(tile);
        var (height, width) = _grid.Extent(top, left);
        for (var channel = 0; channel < y.Channels; channel += Vector)
        {
            var mask = LaneMask.First(y.Channels - channel);
            for (var column = 0; column < WinogradTransform.Outputs; column++)
            {
                var from = y.At(image, top, left + column) + channel;
                var row = (long)y.Width * y.Channels;
                WinogradTransform.OutputGradient(
                    Load(from, column < width, mask),
                    Load(from + row, column < width && height > 1, mask),
                    Load(from + 2 * row, column < width && height > 2, mask),
                    Load(from + 3 * row, column < width && height > 3, mask),
                    _temporary + column * Vector, WinogradTransform.Outputs * Vector);
            }
            for (var row = 0; row < Side; row++)
            {
                var d = _temporary + row * WinogradTransform.Outputs * Vector;
                WinogradTransform.OutputGradient(
                    Vector256.Load(d), Vector256.Load(d + Vector), Vector256.Load(d + 2 * Vector), Vector256.Load(d + 3 * Vector),
                    result + channel + (long)row * Side * stride, stride);
            }
        }
    }

    // Four values at a time, of a tile that lies within the image: what epilogues ask is asked once for a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreWhole(FeatureMaps y, long offset, long line, Vector256<float> bias, Epilogue epilogue, MomentSlot moments, int channel)
    {
        Vector256<float> reference = default, sum = default, squares = default;
        for (var row = 0; row < WinogradTransform.Outputs; row++)
        {
            var (y0, y1, y2, y3) = WinogradTransform.Output(_temporary + row * Side * Vector, Vector);
            (y0, y1, y2, y3) = epilogue.Store(y0 + bias, y1 + bias, y2 + bias, y3 + bias, y.Data, offset, y.Channels);
            offset += line;
            if (!moments.Exists)
                continue;
            if (row == 0)
                reference = moments.Reference(channel, y0);
            var (d0, d1, d2, d3) = (y0 - reference, y1 - reference, y2 - reference, y3 - reference);
            sum += d0 + d1 + (d2 + d3);
            squares = Fma.MultiplyAdd(d0, d0, Fma.MultiplyAdd(d1, d1, Fma.MultiplyAdd(d2, d2, Fma.MultiplyAdd(d3, d3, squares))));
        }
        moments.Add(channel, sum, squares, WinogradTransform.Outputs * WinogradTransform.Outputs);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StorePart(
        FeatureMaps y, long offset, long line, (int Height, int Width) extent, Vector256<float> bias, Epilogue epilogue, MomentSlot moments, int channel, LaneMask mask)
    {
        Vector256<float> reference = default, sum = default, squares = default;
        var values = stackalloc float[WinogradTransform.Outputs * Vector];
        for (var row = 0; row < extent.Height; row++)
        {
            var (y0, y1, y2, y3) = WinogradTransform.Output(_temporary + row * Side * Vector, Vector);
            y0.Store(values);
            y1.Store(values + Vector);
            y2.Store(values + 2 * Vector);
            y3.Store(values + 3 * Vector);
            for (var column = 0; column < extent.Width; column++)
            {
                var value = epilogue.Store(Vector256.Load(values + column * Vector) + bias, y.Data, offset + row * line + column * y.Channels, mask);
                if (!moments.Exists)
                    continue;
                if (row == 0 && column == 0)
                    reference = moments.Reference(channel, value);
                sum += value - reference;
                squares = Fma.MultiplyAdd(value - reference, value - reference, squares);
            }
        }
        moments.Add(channel, sum, squares, extent.Height * extent.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(float* from, bool exists, LaneMask mask) => exists ? mask.Load(from) : Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TransformInput(float** positions, int channel, float* result, int stride)
    {
        for (var column = 0; column < Side; column++)
        {
            var p = positions + column;
            WinogradTransform.Input(
                Vector256.Load(p[0] + channel), Vector256.Load(p[Side] + channel), Vector256.Load(p[2 * Side] + channel),
                Vector256.Load(p[3 * Side] + channel), Vector256.Load(p[4 * Side] + channel), Vector256.Load(p[5 * Side] + channel),
                _temporary + column * Vector, Side * Vector);
        }
        for (var row = 0; row < Side; row++)
        {
            var d = _temporary + row * Side * Vector;
            WinogradTransform.Input(
                Vector256.Load(d), Vector256.Load(d + Vector), Vector256.Load(d + 2 * Vector),
                Vector256.Load(d + 3 * Vector), Vector256.Load(d + 4 * Vector), Vector256.Load(d + 5 * Vector),
                result + (long)row * Side * stride, stride);
        }
    }
}
