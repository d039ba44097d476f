namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Mean and variance of each channel of each image; those of any groups of channels follow from them.</summary>
/// <param name="channels">C.</param>
/// <param name="mean">[B, C].</param>
/// <param name="variance">[B, C], not below zero.</param>
internal sealed unsafe class ChannelMoments(int channels, double[] mean, double[] variance)
{
    /// <summary>The number of positions that are summed in float32 before the sum is added to one in double precision.</summary>
    public const int RunLength = 64;

    private const int MaxBlocks = 64;

    public int Channels { get; } = channels;

    public double Mean(int image, int channel) => mean[image * Channels + channel];

    public double Variance(int image, int channel) => variance[image * Channels + channel];

    /// <summary>The blocks of positions that threads share an image in, each at least one run long.</summary>
    public static (int Blocks, int Size) Cut(int positions)
    {
        var size = Math.Max(RunLength, (positions + MaxBlocks - 1) / MaxBlocks);
        return ((positions + size - 1) / size, size);
    }

    /// <summary>Computes the moments of feature maps in one pass over memory.</summary>
    /// <remarks>
    /// Sums are taken of differences from the image's first position. With sums of the values themselves, the variance of
    /// values far from zero would be lost in the rounding of their squared mean.
    /// </remarks>
    public static ChannelMoments Of(FeatureMaps x, Microkernel? microkernel = null)
    {
        var loops = microkernel ?? Microkernel.Current;
        var positions = x.Height * x.Width;
        var (blocks, size) = Cut(positions);
        var (mean, variance) = (new double[x.Images * x.Channels], new double[x.Images * x.Channels]);
        using var rented = new RentedSums(x.Images * blocks * 2 * x.Channels);
        var partial = rented.Values;
        KernelThreads.For(x.Images * blocks, x.Positions * x.Channels, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var origin = x.At(image, 0, 0);
            var end = Math.Min(positions, (block + 1) * size);
            fixed (double* sums = partial.AsSpan(i * 2 * x.Channels, 2 * x.Channels))
            {
                for (var first = block * size; first < end; first += RunLength)
                    loops.AddMoments(origin + (long)first * x.Channels, origin, Math.Min(RunLength, end - first), x.Channels, sums);
            }
        });
        Finish(x, partial, blocks, positions, mean, variance);
        return new(x.Channels, mean, variance);
    }

    /// <summary>Computes the moments of a rectangle of one image's feature maps.</summary>
    /// <param name="x">[1,H,W,C].</param>
    /// <param name="top">The rectangle's first row.</param>
    /// <param name="left">Its first column.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static ChannelMoments Of(FeatureMaps x, int top, int left, int height, int width, Microkernel? microkernel = null)
    {
        var loops = microkernel ?? Microkernel.Current;
        var size = (height + MaxBlocks - 1) / MaxBlocks; // rows of a block
        var blocks = (height + size - 1) / size;
        var (mean, variance) = (new double[x.Channels], new double[x.Channels]);
        using var rented = new RentedSums(blocks * 2 * x.Channels);
        var partial = rented.Values;
        KernelThreads.For(blocks, block =>
        {
            fixed (double* sums = partial.AsSpan(block * 2 * x.Channels, 2 * x.Channels))
            {
                for (var row = block * size; row < Math.Min(height, (block + 1) * size); row++)
                {
                    for (var first = 0; first < width; first += RunLength)
                        loops.AddMoments(x.At(0, top + row, left + first), x.At(0, 0, 0), Math.Min(RunLength, width - first), x.Channels, sums);
                }
            }
        });
        Finish(x, partial, blocks, height * width, mean, variance);
        return new(x.Channels, mean, variance);
    }

    private static void Finish(FeatureMaps x, double[] partial, int blocks, int positions, double[] mean, double[] variance)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            var (image, channel) = Math.DivRem(i, x.Channels);
            var (sum, squares) = (0.0, 0.0);
            for (var block = 0; block < blocks; block++)
            {
                var at = ((image * blocks) + block) * 2 * x.Channels + channel;
                sum += partial[at];
                squares += partial[at + x.Channels];
            }
            var difference = sum / positions;
            mean[i] = x.At(image, 0, 0)[channel] + difference;
            variance[i] = Math.Max(0, squares / positions - difference * difference);
        }
    }
}
