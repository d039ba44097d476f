using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The gradients of GroupNorm followed by SiLU, in two passes over memory.</summary>
internal sealed unsafe class GroupNormGradient
{
    private const int Vector = 8;

    private readonly FeatureMaps _x;
    private readonly FeatureMaps _result;
    private readonly float* _weight;
    private readonly float* _bias;
    private readonly int _groups;
    private readonly GroupStatistics _statistics;
    private readonly int _blocks;
    private readonly int _size;

    /// <param name="x">The input of the forward pass.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="groups">Of channels; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="result">The gradient of the input, written.</param>
    public GroupNormGradient(FeatureMaps x, float* weight, float* bias, int groups, double epsilon, FeatureMaps result)
    {
        (_x, _groups, _result) = (x, groups, result);
        _weight = weight;
        _bias = bias;
        _statistics = new GroupStatistics(ChannelMoments.Of(x), null, x.Images, groups, epsilon);
        (_blocks, _size) = ChannelMoments.Cut(x.Height * x.Width);
    }

    /// <summary>Computes them.</summary>
    /// <param name="gradient">Of the output.</param>
    /// <param name="weightGradient">[C], written.</param>
    /// <param name="biasGradient">[C], written.</param>
    public void Run(FeatureMaps gradient, float* weightGradient, float* biasGradient)
    {
        var channels = _x.Channels;
        // Of the gradient of the normalised value, and of its product with that value; by image and channel.
        var (sums, products) = (new double[_x.Images * channels], new double[_x.Images * channels]);
        Activations(gradient, sums, products);
        for (var channel = 0; channel < channels; channel++)
        {
            var (weight, bias) = (0.0, 0.0);
            for (var image = 0; image < _x.Images; image++)
            {
                weight += products[image * channels + channel];
                bias += sums[image * channels + channel];
            }
            weightGradient[channel] = (float)weight;
            biasGradient[channel] = (float)bias;
        }
        Inputs(sums, products);
    }

    // The first pass: through SiLU and the affine map, into the result's memory.
    private void Activations(FeatureMaps gradient, double[] sums, double[] products)
    {
        var (images, channels, positions) = (_x.Images, _x.Channels, _x.Height * _x.Width);
        using var normalisation = new FloatBuffer(2L * images * channels);
        var scale = normalisation.Pointer;
        var shift = scale + (long)images * channels;
        for (var i = 0; i < images * channels; i++)
        {
            var (mean, inverse) = _statistics.Of(i / channels, i % channels);
            scale[i] = (float)inverse;
            shift[i] = (float)(-mean * inverse);
        }
        using var rented = new RentedSums(images * _blocks * 2 * channels);
        var partial = rented.Values;
        KernelThreads.For(images * _blocks, i =>
        {
            var (image, block) = Math.DivRem(i, _blocks);
            var end = Math.Min(positions, (block + 1) * _size);
            for (var first = block * _size; first < end; first += ChannelMoments.RunLength)
            {
                var offset = ((long)image * positions + first) * channels;
                Activate(
                    _x.Data + offset, gradient.Data + offset, _result.Data + offset, Math.Min(ChannelMoments.RunLength, end - first),
                    scale + (long)image * channels, shift + (long)image * channels, partial.AsSpan(i * 2 * channels, 2 * channels));
            }
        });
        for (var i = 0; i < images * _blocks; i++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                sums[i / _blocks * channels + channel] += partial[i * 2 * channels + channel];
                products[i / _blocks * channels + channel] += partial[(i * 2 + 1) * channels + channel];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Activate(float* x, float* gradient, float* result, int count, float* scale, float* shift, Span<double> sums)
    {
        var channels = _x.Channels;
        for (var channel = 0; channel < channels; channel += Vector)
        {
            var mask = LaneMask.First(channels - channel);
            var (inverse, offset) = (mask.Load(scale + channel), mask.Load(shift + channel));
            var (weight, bias) = (mask.Load(_weight + channel), mask.Load(_bias + channel));
            var (sum, product) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var at = (long)channel; at < (long)count * channels; at += channels)
            {
                var normalised = Fma.MultiplyAdd(mask.Load(x + at), inverse, offset);
                var d = mask.Load(gradient + at) * Activation.SiluDerivative(Fma.MultiplyAdd(normalised, weight, bias));
                sum += d;
                product = Fma.MultiplyAdd(d, normalised, product);
                mask.Store(result + at, d);
            }
            for (var lane = 0; lane < Math.Min(Vector, channels - channel); lane++)
            {
                sums[channel + lane] += sum[lane];
                sums[channels + channel + lane] += product[lane];
            }
        }
    }

    // The second pass: through the normalisation. dx = inverse (w d - mean(w d) - normalised mean(w d normalised)), means
    // over the group; with the normalised value written out it is d * a + x * b + c, by image and channel.
    private void Inputs(double[] sums, double[] products)
    {
        var (images, channels, positions) = (_x.Images, _x.Channels, _x.Height * _x.Width);
        var size = channels / _groups;
        using var coefficients = new FloatBuffer(3L * images * channels);
        var a = coefficients.Pointer;
        var b = a + (long)images * channels;
        var c = b + (long)images * channels;
        for (var group = 0; group < images * _groups; group++)
        {
            var (meanSum, meanProduct) = (0.0, 0.0);
            for (var i = group * size; i < (group + 1) * size; i++)
            {
                meanSum += _weight[i % channels] * sums[i] / ((double)size * positions);
                meanProduct += _weight[i % channels] * products[i] / ((double)size * positions);
            }
            for (var i = group * size; i < (group + 1) * size; i++)
            {
                var (mean, inverse) = _statistics.Of(i / channels, i % channels);
                a[i] = (float)(inverse * _weight[i % channels]);
                b[i] = (float)(-inverse * inverse * meanProduct);
                c[i] = (float)(inverse * (inverse * mean * meanProduct - meanSum));
            }
        }
        KernelThreads.For(images * _blocks, i =>
        {
            var (image, block) = Math.DivRem(i, _blocks);
            var (first, end) = (block * _size, Math.Min(positions, (block + 1) * _size));
            var offset = ((long)image * positions + first) * channels;
            var by = (long)image * channels;
            Combine(_x.Data + offset, _result.Data + offset, end - first, channels, a + by, b + by, c + by);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(float* x, float* result, int count, int channels, float* a, float* b, float* c)
    {
        var whole = channels / Vector * Vector;
        var (all, tail) = (LaneMask.First(Vector), LaneMask.First(channels - whole));
        for (var position = 0; position < count; position++)
        {
            for (var channel = 0; channel < channels; channel += Vector)
            {
                var mask = channel < whole ? all : tail;
                var value = Fma.MultiplyAdd(mask.Load(x + channel), mask.Load(b + channel), mask.Load(c + channel));
                mask.Store(result + channel, Fma.MultiplyAdd(mask.Load(result + channel), mask.Load(a + channel), value));
            }
            x += channels;
            result += channels;
        }
    }
}
