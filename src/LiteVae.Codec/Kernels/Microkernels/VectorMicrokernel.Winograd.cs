using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>The transforms of Winograd's algorithm.</content>
internal abstract unsafe partial class VectorMicrokernel<TVector, TDouble>
{
    private const int Side = WinogradTransform.Inputs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void TransformInput(float** positions, int channels, float* scratch, float* result, long stride)
    {
        var whole = channels / TVector.Width * TVector.Width;
        for (var channel = 0; channel < whole; channel += TVector.Width)
            TransformInputVector(positions, channel, scratch, result + channel, stride);
        if (whole == channels)
            return;
        var mask = new LaneMask<TVector>(channels - whole);
        var tail = scratch + WinogradTransform.Products * TVector.Width;
        for (var i = 0; i < WinogradTransform.Products; i++)
        {
            TVector.Store(mask.Load(positions[i] + whole), tail + i * TVector.Width);
            positions[i] = tail + i * TVector.Width;
        }
        TransformInputVector(positions, 0, scratch, result + whole, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void TransformOutput(
        float* products, long stride, float* bias, float* scratch, in OutputTile tile, in Epilogue epilogue, in MomentSlot moments)
    {
        epilogue.Prefetch(tile, WinogradTransform.Outputs * (long)tile.Step); // the tile to the right
        for (var channel = 0; channel < tile.Channels; channel += TVector.Width)
        {
            for (var column = 0; column < Side; column++)
            {
                var (c0, c1, c2, c3) = WinogradTransform.Output<TVector>(products + channel + column * stride, Side * stride);
                var to = scratch + column * TVector.Width;
                TVector.Store(c0, to);
                TVector.Store(c1, to + Side * TVector.Width);
                TVector.Store(c2, to + 2 * Side * TVector.Width);
                TVector.Store(c3, to + 3 * Side * TVector.Width);
            }
            var b = TVector.Load(bias + channel);
            if (tile.IsWhole && channel + TVector.Width <= tile.Channels)
                StoreWhole(tile, channel, scratch, b, epilogue, moments);
            else
                StorePart(tile, channel, scratch, b, epilogue, moments);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void TransformOutputGradient(in OutputTile tile, float* scratch, float* result, long stride)
    {
        for (var channel = 0; channel < tile.Channels; channel += TVector.Width)
        {
            var mask = new LaneMask<TVector>(tile.Channels - channel);
            for (var column = 0; column < WinogradTransform.Outputs; column++)
            {
                var from = tile.Data + tile.Offset + column * (long)tile.Step + channel;
                var exists = column < tile.Width;
                WinogradTransform.OutputGradient(
                    exists ? mask.Load(from) : default,
                    exists && tile.Height > 1 ? mask.Load(from + tile.Line) : default,
                    exists && tile.Height > 2 ? mask.Load(from + 2 * tile.Line) : default,
                    exists && tile.Height > 3 ? mask.Load(from + 3 * tile.Line) : default,
                    scratch + column * TVector.Width, WinogradTransform.Outputs * TVector.Width);
            }
            for (var row = 0; row < Side; row++)
            {
                var d = scratch + row * WinogradTransform.Outputs * TVector.Width;
                WinogradTransform.OutputGradient(
                    TVector.Load(d), TVector.Load(d + TVector.Width), TVector.Load(d + 2 * TVector.Width), TVector.Load(d + 3 * TVector.Width),
                    result + channel + row * Side * stride, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformInputVector(float** positions, int channel, float* scratch, float* result, long stride)
    {
        for (var column = 0; column < Side; column++)
        {
            var p = positions + column;
            WinogradTransform.Input(
                TVector.Load(p[0] + channel), TVector.Load(p[Side] + channel), TVector.Load(p[2 * Side] + channel),
                TVector.Load(p[3 * Side] + channel), TVector.Load(p[4 * Side] + channel), TVector.Load(p[5 * Side] + channel),
                scratch + column * TVector.Width, Side * TVector.Width);
        }
        for (var row = 0; row < Side; row++)
        {
            var d = scratch + row * Side * TVector.Width;
            WinogradTransform.Input(
                TVector.Load(d), TVector.Load(d + TVector.Width), TVector.Load(d + 2 * TVector.Width),
                TVector.Load(d + 3 * TVector.Width), TVector.Load(d + 4 * TVector.Width), TVector.Load(d + 5 * TVector.Width),
                result + row * Side * stride, stride);
        }
    }

    // Four positions at a time of a tile that lies within the image: the epilogue's conditions are tested once for a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWhole(in OutputTile tile, int channel, float* scratch, TVector bias, in Epilogue epilogue, in MomentSlot moments)
    {
        TVector reference = default, sum = default, squares = default;
        var offset = tile.Offset + channel;
        for (var row = 0; row < WinogradTransform.Outputs; row++)
        {
            var (y0, y1, y2, y3) = WinogradTransform.Output<TVector>(scratch + row * Side * TVector.Width, TVector.Width);
            (y0, y1, y2, y3) = epilogue.Store(y0 + bias, y1 + bias, y2 + bias, y3 + bias, tile.Data, offset, tile.Step);
            offset += tile.Line;
            if (!moments.Exists)
                continue;
            if (row == 0)
                reference = moments.Reference(tile.FirstChannel + channel, y0);
            var (d0, d1, d2, d3) = (y0 - reference, y1 - reference, y2 - reference, y3 - reference);
            sum += d0 + d1 + (d2 + d3);
            squares = TVector.MultiplyAdd(d0, d0, TVector.MultiplyAdd(d1, d1, TVector.MultiplyAdd(d2, d2, TVector.MultiplyAdd(d3, d3, squares))));
        }
        moments.Add(tile.FirstChannel + channel, sum, squares, WinogradTransform.Outputs * WinogradTransform.Outputs);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StorePart(in OutputTile tile, int channel, float* scratch, TVector bias, in Epilogue epilogue, in MomentSlot moments)
    {
        TVector reference = default, sum = default, squares = default;
        var mask = new LaneMask<TVector>(tile.Channels - channel);
        var values = scratch + WinogradTransform.Products * TVector.Width;
        for (var row = 0; row < tile.Height; row++)
        {
            var (y0, y1, y2, y3) = WinogradTransform.Output<TVector>(scratch + row * Side * TVector.Width, TVector.Width);
            TVector.Store(y0, values);
            TVector.Store(y1, values + TVector.Width);
            TVector.Store(y2, values + 2 * TVector.Width);
            TVector.Store(y3, values + 3 * TVector.Width);
            for (var column = 0; column < tile.Width; column++)
            {
                var offset = tile.Offset + row * tile.Line + column * (long)tile.Step + channel;
                var value = epilogue.Store(TVector.Load(values + column * TVector.Width) + bias, tile.Data, offset, mask);
                if (!moments.Exists)
                    continue;
                if (row == 0 && column == 0)
                    reference = moments.Reference(tile.FirstChannel + channel, value);
                sum += value - reference;
                squares = TVector.MultiplyAdd(value - reference, value - reference, squares);
            }
        }
        moments.Add(tile.FirstChannel + channel, sum, squares, tile.Height * tile.Width);
    }
}
