using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Mean and variance of each channel, image by image: what normalisations over any groups of channels are made of.</summary>
/// <param name="channels">C.</param>
/// <param name="mean">By image and channel.</param>
/// <param name="variance">By image and channel; not below zero.</param>
internal sealed unsafe class ChannelMoments(int channels, double[] mean, double[] variance)
{
    /// <summary>Positions summed in float32 before they join a sum in double.</summary>
    public const int RunLength = 64;

    private const int Vector = 8;
    private const int MostBlocks = 64;

    public int Channels { get; } = channels;

    public double Mean(int image, int channel) => mean[image * Channels + channel];

    public double Variance(int image, int channel) => variance[image * Channels + channel];

    /// <summary>The blocks that threads share an image in: at least one run long, and not too many.</summary>
    public static (int Blocks, int Size) Cut(int positions)
    {
        var size = Math.Max(RunLength, (positions + MostBlocks - 1) / MostBlocks);
        return ((positions + size - 1) / size, size);
    }

    /// <summary>Measured, in one pass over memory.</summary>
    /// <remarks>
    /// Sums are taken of differences from the image's first position: of values far from zero, the square of the mean
    /// would otherwise drown the variance.
    /// </remarks>
    public static ChannelMoments Of(FeatureMaps x)
    {
        var positions = x.Height * x.Width;
        var (blocks, size) = Cut(positions);
        var (mean, variance) = (new double[x.Images * x.Channels], new double[x.Images * x.Channels]);
        using var rented = new RentedSums(x.Images * blocks * 2 * x.Channels);
        var partial = rented.Values;
        KernelThreads.For(x.Images * blocks, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var origin = x.At(image, 0, 0);
            var end = Math.Min(positions, (block + 1) * size);
            for (var first = block * size; first < end; first += RunLength)
                Sum(origin + (long)first * x.Channels, origin, Math.Min(RunLength, end - first), x.Channels, partial.AsSpan(i * 2 * x.Channels, 2 * x.Channels));
        });
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
        return new(x.Channels, mean, variance);
    }

    // Four vectors at a time where there are as many: a sum waits for the one before it, four sums do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* from, float* origin, int count, int channels, Span<double> result)
    {
        var channel = 0;
        for (; channel + 4 * Vector <= channels; channel += 4 * Vector)
        {
            Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            Vector256<float> squares0 = default, squares1 = default, squares2 = default, squares3 = default;
            var first = origin + channel;
            var (first0, first1) = (Vector256.Load(first), Vector256.Load(first + Vector));
            var (first2, first3) = (Vector256.Load(first + 2 * Vector), Vector256.Load(first + 3 * Vector));
            var at = from + channel;
            for (var position = 0; position < count; position++)
            {
                var d0 = Vector256.Load(at) - first0;
                var d1 = Vector256.Load(at + Vector) - first1;
                var d2 = Vector256.Load(at + 2 * Vector) - first2;
                var d3 = Vector256.Load(at + 3 * Vector) - first3;
                sum0 += d0;
                sum1 += d1;
                sum2 += d2;
                sum3 += d3;
                squares0 = Fma.MultiplyAdd(d0, d0, squares0);
                squares1 = Fma.MultiplyAdd(d1, d1, squares1);
                squares2 = Fma.MultiplyAdd(d2, d2, squares2);
                squares3 = Fma.MultiplyAdd(d3, d3, squares3);
                at += channels;
            }
            Add(sum0, squares0, Vector, channel, channels, result);
            Add(sum1, squares1, Vector, channel + Vector, channels, result);
            Add(sum2, squares2, Vector, channel + 2 * Vector, channels, result);
            Add(sum3, squares3, Vector, channel + 3 * Vector, channels, result);
        }
        for (; channel < channels; channel += Vector)
        {
            var mask = LaneMask.First(channels - channel);
            var (sum, squares) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var first = mask.Load(origin + channel);
            for (var position = 0; position < count; position++)
            {
                var difference = mask.Load(from + (long)position * channels + channel) - first;
                sum += difference;
                squares = Fma.MultiplyAdd(difference, difference, squares);
            }
            Add(sum, squares, Math.Min(Vector, channels - channel), channel, channels, result);
        }
    }

    private static void Add(Vector256<float> sum, Vector256<float> squares, int lanes, int channel, int channels, Span<double> result)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            result[channel + lane] += sum[lane];
            result[channels + channel + lane] += squares[lane];
        }
    }
}
