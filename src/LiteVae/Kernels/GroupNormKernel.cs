using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Kernels;

/// <summary>GroupNorm and SiLU: one pass over memory for the statistics, one for the result. Joins two inputs on the way.</summary>
internal sealed unsafe class GroupNormKernel : IDisposable
{
    private const int Vector = 8;

    // Positions summed in float32 before they join a sum in double, and the blocks that threads share an image in.
    private const int RunLength = 64;
    private const int MostBlocks = 64;

    private readonly FloatBuffer? _weight;
    private readonly FloatBuffer? _bias;
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly bool _silu;

    /// <param name="weight">[C]; null for no normalisation.</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    /// <param name="groups">Of channels; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public GroupNormKernel(float* weight, float* bias, int channels, int groups, double epsilon, bool silu)
    {
        (_groups, _epsilon, _silu) = (groups, epsilon, silu);
        _weight = weight is null ? null : new FloatBuffer(weight, channels, channels);
        _bias = bias is null ? null : new FloatBuffer(bias, channels, channels);
    }

    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="beside">A second input of the same size, whose channels follow the first's.</param>
    /// <param name="y">The result, of both inputs' channels.</param>
    public void Run(FeatureMaps x, FeatureMaps? beside, FeatureMaps y)
    {
        using var scale = new FloatBuffer((long)y.Images * y.Channels);
        using var shift = new FloatBuffer((long)y.Images * y.Channels);
        if (_weight is not null)
            FindScale(x, beside, scale.Pointer, shift.Pointer);
        var positions = y.Height * y.Width;
        var (blocks, size) = Cut(positions);
        var scales = scale.Pointer;
        var shifts = shift.Pointer;
        KernelThreads.For(y.Images * blocks, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var first = (long)image * positions + block * size;
            var count = Math.Min(size, positions - block * size);
            Apply(x, y, 0, first, count, scales + (long)image * y.Channels, shifts + (long)image * y.Channels);
            if (beside is { } second)
                Apply(second, y, x.Channels, first, count, scales + (long)image * y.Channels, shifts + (long)image * y.Channels);
        });
    }

    public void Dispose()
    {
        _weight?.Dispose();
        _bias?.Dispose();
    }

    // Normalisation and affine map are one multiply-add: y = x * scale + shift, by image and channel.
    private void FindScale(FeatureMaps x, FeatureMaps? beside, float* scale, float* shift)
    {
        var channels = x.Channels + (beside?.Channels ?? 0);
        var (mean, variance) = (new double[x.Images * channels], new double[x.Images * channels]);
        Moments(x, channels, 0, mean, variance);
        if (beside is { } second)
            Moments(second, channels, x.Channels, mean, variance);
        var size = channels / _groups;
        for (var group = 0; group < x.Images * _groups; group++)
        {
            var first = group * size;
            var groupMean = mean.AsSpan(first, size).ToArray().Average();
            var groupVariance = 0.0;
            for (var i = first; i < first + size; i++)
                groupVariance += (variance[i] + (mean[i] - groupMean) * (mean[i] - groupMean)) / size;
            var inverse = 1 / Math.Sqrt(groupVariance + _epsilon);
            for (var i = first; i < first + size; i++)
            {
                var channel = i % channels;
                scale[i] = (float)(_weight!.Pointer[channel] * inverse);
                shift[i] = (float)(_bias!.Pointer[channel] - groupMean * inverse * _weight.Pointer[channel]);
            }
        }
    }

    // By image and channel. Sums are taken of differences from the image's first position: of values far from zero, the
    // square of the mean would otherwise drown the variance.
    private static void Moments(FeatureMaps x, int channels, int firstChannel, double[] mean, double[] variance)
    {
        var positions = x.Height * x.Width;
        var (blocks, size) = Cut(positions);
        var partial = new double[x.Images * blocks * 2 * x.Channels];
        KernelThreads.For(x.Images * blocks, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var origin = x.At(image, 0, 0);
            var end = Math.Min(positions, (block + 1) * size);
            for (var first = block * size; first < end; first += RunLength)
                Sum(origin + (long)first * x.Channels, origin, Math.Min(RunLength, end - first), x.Channels, partial.AsSpan(i * 2 * x.Channels, 2 * x.Channels));
        });
        for (var image = 0; image < x.Images; image++)
        {
            for (var channel = 0; channel < x.Channels; channel++)
            {
                var (sum, squares) = (0.0, 0.0);
                for (var block = 0; block < blocks; block++)
                {
                    var at = ((image * blocks) + block) * 2 * x.Channels + channel;
                    sum += partial[at];
                    squares += partial[at + x.Channels];
                }
                var difference = sum / positions;
                var to = image * channels + firstChannel + channel;
                mean[to] = x.At(image, 0, 0)[channel] + difference;
                variance[to] = Math.Max(0, squares / positions - difference * difference);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* from, float* origin, int count, int channels, Span<double> result)
    {
        for (var channel = 0; channel < channels; channel += Vector)
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
            for (var lane = 0; lane < Math.Min(Vector, channels - channel); lane++)
            {
                result[channel + lane] += sum[lane];
                result[channels + channel + lane] += squares[lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(FeatureMaps x, FeatureMaps y, int firstChannel, long first, int count, float* scale, float* shift)
    {
        var from = x.Data + first * x.Channels;
        var to = y.Data + first * y.Channels + firstChannel;
        scale += firstChannel;
        shift += firstChannel;
        var whole = x.Channels / Vector * Vector;
        var (all, tail) = (LaneMask.First(Vector), LaneMask.First(x.Channels - whole));
        for (var position = 0; position < count; position++)
        {
            for (var channel = 0; channel < whole; channel += Vector)
                Apply(from + channel, to + channel, scale + channel, shift + channel, all);
            if (whole < x.Channels)
                Apply(from + whole, to + whole, scale + whole, shift + whole, tail);
            from += x.Channels;
            to += y.Channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(float* from, float* to, float* scale, float* shift, LaneMask mask)
    {
        var value = mask.Load(from);
        if (_weight is not null)
            value = Fma.MultiplyAdd(value, mask.Load(scale), mask.Load(shift));
        mask.Store(to, _silu ? Activation.Silu(value) : value);
    }

    // A block is at least one run long.
    private static (int Blocks, int Size) Cut(int positions)
    {
        var size = Math.Max(RunLength, (positions + MostBlocks - 1) / MostBlocks);
        return ((positions + size - 1) / size, size);
    }
}
