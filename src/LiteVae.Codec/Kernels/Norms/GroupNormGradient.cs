namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The gradients of GroupNorm followed by SiLU, in two passes over memory.</summary>
internal sealed unsafe class GroupNormGradient
{
    private readonly Microkernel _loops;
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
    /// <param name="groups">The number of groups; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="result">The gradient of the input, written.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public GroupNormGradient(FeatureMaps x, float* weight, float* bias, int groups, double epsilon, FeatureMaps result, Microkernel? microkernel = null)
    {
        _loops = microkernel ?? Microkernel.Current;
        (_x, _groups, _result) = (x, groups, result);
        _weight = weight;
        _bias = bias;
        _statistics = new GroupStatistics(ChannelMoments.Of(x, _loops), null, x.Images, groups, epsilon);
        (_blocks, _size) = ChannelMoments.Cut(x.Height * x.Width);
    }

    /// <summary>Computes the gradients of input, weight and bias.</summary>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="weightGradient">[C], written.</param>
    /// <param name="biasGradient">[C], written.</param>
    public void Run(FeatureMaps gradient, float* weightGradient, float* biasGradient)
    {
        var channels = _x.Channels;
        // Sums over positions of the gradient of the normalized value and of its product with that value, [B, C].
        var (sums, products) = (new double[_x.Images * channels], new double[_x.Images * channels]);
        BackwardActivation(gradient, sums, products);
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
        BackwardNormalization(sums, products);
    }

    // The first pass: back through SiLU and the affine map, into the result's memory.
    private void BackwardActivation(FeatureMaps gradient, double[] sums, double[] products)
    {
        var (images, channels, positions) = (_x.Images, _x.Channels, _x.Height * _x.Width);
        using var normalization = new FloatBuffer(2L * images * channels);
        var scale = normalization.Pointer;
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
            fixed (double* blockSums = partial.AsSpan(i * 2 * channels, 2 * channels))
            {
                for (var first = block * _size; first < end; first += ChannelMoments.RunLength)
                {
                    var offset = ((long)image * positions + first) * channels;
                    _loops.SiluGradient(
                        _x.Data + offset, gradient.Data + offset, _result.Data + offset, Math.Min(ChannelMoments.RunLength, end - first), channels,
                        scale + (long)image * channels, shift + (long)image * channels, _weight, _bias, blockSums);
                }
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

    // The second pass: back through the normalization. dx = inverse (w d - mean(w d) - normalized mean(w d normalized)), with
    // means over the group; with the normalized value written out it is d * a + x * b + c, where a, b and c are [B, C].
    private void BackwardNormalization(double[] sums, double[] products)
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
            _loops.Combine(_x.Data + offset, _result.Data + offset, end - first, channels, a + by, b + by, c + by);
        });
    }
}
