using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>The operations on a convolution's result as it is stored.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    private const int CacheLine = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void StoreRows(
        float* from, long fromStride, int rows, int channels, float* bias, in Epilogue epilogue, float* to, long offset, long step)
    {
        for (var channel = 0; channel < channels; channel += TSet.Width)
        {
            var b = TSet.Load(bias + channel);
            var row = 0;
            var source = from + channel;
            if (channel + TSet.Width <= channels)
            {
                for (; row + 4 <= rows; row += 4)
                {
                    Store(
                        TSet.Add(TSet.Load(source), b), TSet.Add(TSet.Load(source + fromStride), b),
                        TSet.Add(TSet.Load(source + 2 * fromStride), b), TSet.Add(TSet.Load(source + 3 * fromStride), b),
                        epilogue, to, offset + row * step + channel, step);
                    source += 4 * fromStride;
                }
            }
            var mask = new LaneMask(channels - channel);
            for (; row < rows; row++)
                Store(TSet.Add(TSet.Load(from + row * fromStride + channel), b), epilogue, to, offset + row * step + channel, mask);
        }
    }

    // Stores a vector of channels at four positions, a step apart, and returns the values as stored.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Y0, TVector Y1, TVector Y2, TVector Y3) Store(
        TVector y0, TVector y1, TVector y2, TVector y3, in Epilogue epilogue, float* result, long offset, long step)
    {
        if (epilogue.Residual is not null)
        {
            var from = epilogue.Residual + offset;
            var factor = TSet.Create(epilogue.Scale);
            y0 = TSet.Multiply(TSet.Add(y0, TSet.Load(from)), factor);
            y1 = TSet.Multiply(TSet.Add(y1, TSet.Load(from + step)), factor);
            y2 = TSet.Multiply(TSet.Add(y2, TSet.Load(from + 2 * step)), factor);
            y3 = TSet.Multiply(TSet.Add(y3, TSet.Load(from + 3 * step)), factor);
        }
        if (epilogue.Silu)
            (y0, y1, y2, y3) = (Silu(y0), Silu(y1), Silu(y2), Silu(y3));
        var to = result + offset;
        TSet.Store(y0, to);
        TSet.Store(y1, to + step);
        TSet.Store(y2, to + 2 * step);
        TSet.Store(y3, to + 3 * step);
        return (y0, y1, y2, y3);
    }

    // Stores the channels of a vector that exist at one position and returns the values as stored.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Store(TVector value, in Epilogue epilogue, float* result, long offset, in LaneMask mask)
    {
        if (epilogue.Residual is not null)
            value = TSet.Multiply(TSet.Add(value, mask.Load(epilogue.Residual + offset)), TSet.Create(epilogue.Scale));
        if (epilogue.Silu)
            value = Silu(value);
        mask.Store(value, result + offset);
        return value;
    }

    // Fetches into the cache what the tile to the right of another will be stored to and what is added to it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchNeighbor(in OutputTile tile, in Epilogue epilogue)
    {
        var first = tile.Offset + WinogradTransform.Outputs * (long)tile.Step;
        for (var row = 0; row < WinogradTransform.Outputs; row++)
        {
            for (var column = 0; column < WinogradTransform.Outputs; column++)
            {
                var at = first + row * tile.Line + column * (long)tile.Step;
                for (var channel = 0; channel < tile.Channels; channel += CacheLine)
                {
                    CacheHints.Fetch(tile.Data + at + channel);
                    if (epilogue.Residual is not null)
                        CacheHints.Fetch(epilogue.Residual + at + channel);
                }
            }
        }
    }
}
