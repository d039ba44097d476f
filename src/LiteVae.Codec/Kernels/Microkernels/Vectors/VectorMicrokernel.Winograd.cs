using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>The transforms of Winograd's algorithm.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    private const int Side = WinogradTransform.Inputs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TransformInput(float** positions, int channels, float* scratch, float* result, long stride)
    {
        var whole = channels / TSet.Width * TSet.Width;
        for (var channel = 0; channel < whole; channel += TSet.Width)
            TransformInputVector(positions, channel, scratch, result + channel, stride);
        if (whole == channels)
            return;
        var mask = new LaneMask(channels - whole);
        var tail = scratch + WinogradTransform.Products * TSet.Width;
        for (var i = 0; i < WinogradTransform.Products; i++)
        {
            TSet.Store(mask.Load(positions[i] + whole), tail + i * TSet.Width);
            positions[i] = tail + i * TSet.Width;
        }
        TransformInputVector(positions, 0, scratch, result + whole, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TransformOutput(
        float* products, long stride, float* bias, float* scratch, in OutputTile tile, in Epilogue epilogue, in MomentSlot moments)
    {
        PrefetchNeighbor(tile, epilogue);
        for (var channel = 0; channel < tile.Channels; channel += TSet.Width)
        {
            for (var column = 0; column < Side; column++)
            {
                var (c0, c1, c2, c3) = TransformProducts(products + channel + column * stride, Side * stride);
                var to = scratch + column * TSet.Width;
                TSet.Store(c0, to);
                TSet.Store(c1, to + Side * TSet.Width);
                TSet.Store(c2, to + 2 * Side * TSet.Width);
                TSet.Store(c3, to + 3 * Side * TSet.Width);
            }
            var b = TSet.Load(bias + channel);
            if (tile.IsWhole && channel + TSet.Width <= tile.Channels)
                StoreWhole(tile, channel, scratch, b, epilogue, moments);
            else
                StorePart(tile, channel, scratch, b, epilogue, moments);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TransformOutputGradient(in OutputTile tile, float* scratch, float* result, long stride)
    {
        for (var channel = 0; channel < tile.Channels; channel += TSet.Width)
        {
            var mask = new LaneMask(tile.Channels - channel);
            for (var column = 0; column < WinogradTransform.Outputs; column++)
            {
                var from = tile.Data + tile.Offset + column * (long)tile.Step + channel;
                var exists = column < tile.Width;
                ProductGradients(
                    exists ? mask.Load(from) : default,
                    exists && tile.Height > 1 ? mask.Load(from + tile.Line) : default,
                    exists && tile.Height > 2 ? mask.Load(from + 2 * tile.Line) : default,
                    exists && tile.Height > 3 ? mask.Load(from + 3 * tile.Line) : default,
                    scratch + column * TSet.Width, WinogradTransform.Outputs * TSet.Width);
            }
            for (var row = 0; row < Side; row++)
            {
                var d = scratch + row * WinogradTransform.Outputs * TSet.Width;
                ProductGradients(
                    TSet.Load(d), TSet.Load(d + TSet.Width), TSet.Load(d + 2 * TSet.Width), TSet.Load(d + 3 * TSet.Width),
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
            TransformInputs(
                TSet.Load(p[0] + channel), TSet.Load(p[Side] + channel), TSet.Load(p[2 * Side] + channel),
                TSet.Load(p[3 * Side] + channel), TSet.Load(p[4 * Side] + channel), TSet.Load(p[5 * Side] + channel),
                scratch + column * TSet.Width, Side * TSet.Width);
        }
        for (var row = 0; row < Side; row++)
        {
            var d = scratch + row * Side * TSet.Width;
            TransformInputs(
                TSet.Load(d), TSet.Load(d + TSet.Width), TSet.Load(d + 2 * TSet.Width),
                TSet.Load(d + 3 * TSet.Width), TSet.Load(d + 4 * TSet.Width), TSet.Load(d + 5 * TSet.Width),
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
            var (y0, y1, y2, y3) = TransformProducts(scratch + row * Side * TSet.Width, TSet.Width);
            (y0, y1, y2, y3) = Store(
                TSet.Add(y0, bias), TSet.Add(y1, bias), TSet.Add(y2, bias), TSet.Add(y3, bias), epilogue, tile.Data, offset, tile.Step);
            offset += tile.Line;
            if (moments.Sums is null)
                continue;
            if (row == 0)
                reference = Reference(moments, tile.FirstChannel + channel, y0);
            var (d0, d1) = (TSet.Subtract(y0, reference), TSet.Subtract(y1, reference));
            var (d2, d3) = (TSet.Subtract(y2, reference), TSet.Subtract(y3, reference));
            sum = TSet.Add(sum, TSet.Add(TSet.Add(d0, d1), TSet.Add(d2, d3)));
            squares = TSet.MultiplyAdd(d0, d0, TSet.MultiplyAdd(d1, d1, TSet.MultiplyAdd(d2, d2, TSet.MultiplyAdd(d3, d3, squares))));
        }
        AddMoments(moments, tile.FirstChannel + channel, sum, squares, WinogradTransform.Outputs * WinogradTransform.Outputs);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StorePart(in OutputTile tile, int channel, float* scratch, TVector bias, in Epilogue epilogue, in MomentSlot moments)
    {
        TVector reference = default, sum = default, squares = default;
        var mask = new LaneMask(tile.Channels - channel);
        var values = scratch + WinogradTransform.Products * TSet.Width;
        for (var row = 0; row < tile.Height; row++)
        {
            var (y0, y1, y2, y3) = TransformProducts(scratch + row * Side * TSet.Width, TSet.Width);
            TSet.Store(y0, values);
            TSet.Store(y1, values + TSet.Width);
            TSet.Store(y2, values + 2 * TSet.Width);
            TSet.Store(y3, values + 3 * TSet.Width);
            for (var column = 0; column < tile.Width; column++)
            {
                var offset = tile.Offset + row * tile.Line + column * (long)tile.Step + channel;
                var value = Store(TSet.Add(TSet.Load(values + column * TSet.Width), bias), epilogue, tile.Data, offset, mask);
                if (moments.Sums is null)
                    continue;
                if (row == 0 && column == 0)
                    reference = Reference(moments, tile.FirstChannel + channel, value);
                var difference = TSet.Subtract(value, reference);
                sum = TSet.Add(sum, difference);
                squares = TSet.MultiplyAdd(difference, difference, squares);
            }
        }
        AddMoments(moments, tile.FirstChannel + channel, sum, squares, tile.Height * tile.Width);
    }

    // The values that a vector of channels takes differences from: those of the block's first tile, or the tile's first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reference(in MomentSlot moments, int channel, TVector value)
    {
        if (!moments.IsFirst)
            return TSet.LoadNarrow(moments.Sums + channel);
        TSet.StoreWide(value, moments.Sums + channel);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMoments(in MomentSlot moments, int channel, TVector sum, TVector squares, int positions)
    {
        if (moments.Sums is null)
            return;
        if (channel == 0)
            moments.Sums[MomentSlot.Count(moments.Width)] += positions;
        TSet.AddWide(sum, moments.Sums + moments.Width + channel);
        TSet.AddWide(squares, moments.Sums + 2 * moments.Width + channel);
    }
}
