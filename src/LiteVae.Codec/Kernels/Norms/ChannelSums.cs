namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The sum of each channel over all positions, as the gradient of a bias is.</summary>
internal static unsafe class ChannelSums
{
    /// <summary>Computes the sums; their order does not depend on the number of threads.</summary>
    /// <param name="x">The feature maps.</param>
    /// <param name="result">[C], written.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(FeatureMaps x, float* result, Microkernel? microkernel = null)
    {
        var loops = microkernel ?? Microkernel.Current;
        var channels = x.Channels;
        var (blocks, size) = ChannelMoments.Cut(checked((int)x.Positions));
        using var zeros = new FloatBuffer(channels);
        var origin = zeros.Pointer;
        using var rented = new RentedSums(blocks * 2 * channels);
        var partial = rented.Values;
        KernelThreads.For(blocks, x.Positions * channels, block =>
        {
            var end = Math.Min((int)x.Positions, (block + 1) * size);
            fixed (double* sums = partial.AsSpan(block * 2 * channels, 2 * channels))
            {
                for (var first = block * size; first < end; first += ChannelMoments.RunLength)
                    loops.AddMoments(x.Data + (long)first * channels, origin, Math.Min(ChannelMoments.RunLength, end - first), channels, sums);
            }
        });
        for (var channel = 0; channel < channels; channel++)
        {
            var sum = 0.0;
            for (var block = 0; block < blocks; block++)
                sum += partial[block * 2 * channels + channel];
            result[channel] = (float)sum;
        }
    }
}
