namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The gradients of SiLU, in one pass over memory, or of GroupNorm followed by SiLU, in two.</summary>
internal sealed unsafe class ActivationGradient
{
    private readonly Microkernel _loops;
    private readonly ActivationInput _input;
    private readonly GroupStatistics? _statistics;
    private readonly int _images;
    private readonly int _channels;
    private readonly int _positions;
    private readonly int _blocks;
    private readonly int _size;

    /// <param name="input">The input of the forward pass.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public ActivationGradient(ActivationInput input, Microkernel? microkernel = null)
    {
        _loops = microkernel ?? Microkernel.Current;
        (_input, _statistics) = (input, input.Statistics());
        (_images, _channels, _positions) = (input.X.Images, input.Channels, input.X.Height * input.X.Width);
        (_blocks, _size) = ChannelMoments.Cut(_positions);
    }

    /// <summary>The number of values that a thread is worth being called for.</summary>
    private long Work => (long)_images * _positions * _channels;

    /// <summary>Computes the gradients.</summary>
    /// <param name="gradient">The gradient of the activated values, of all channels.</param>
    /// <param name="work">Feature maps of all channels, overwritten; may be the gradient, or the result where there is one input.</param>
    /// <param name="addend">Added to the gradient of the input, of all channels; null for none.</param>
    /// <param name="result">The gradient of the input, written.</param>
    /// <param name="concat">The gradient of the second input, written; null where there is none.</param>
    /// <param name="weightGradient">[C], written; null where nobody needs it.</param>
    /// <param name="biasGradient">[C], written; null where nobody needs it.</param>
    /// <param name="sums">[C], written: the sums of the input's gradient, without the addend; null where nobody needs them.</param>
    public void Run(
        FeatureMaps gradient, FeatureMaps work, FeatureMaps? addend, FeatureMaps result, FeatureMaps? concat, float* weightGradient, float* biasGradient, float* sums)
    {
        // Sums over positions of the gradient of the normalized value and of its product with that value, [B, C].
        var (ofGradients, ofProducts) = (new double[_images * _channels], new double[_images * _channels]);
        if (_input.Norm is not { } norm)
        {
            BackwardActivation(gradient, addend, result, concat, ofGradients, ofProducts);
            AddImages(ofGradients, sums);
            return;
        }
        BackwardActivation(gradient, null, work, null, ofGradients, ofProducts);
        AddImages(ofProducts, weightGradient);
        AddImages(ofGradients, biasGradient);
        BackwardNormalization(norm, work, addend, result, concat, ofGradients, ofProducts, sums);
    }

    private static ChannelRows Rows(FeatureMaps? maps) => maps is { } m ? new(m.Data, m.Channels) : default;

    // The feature maps of the input, and where the gradients of each belong.
    private Part[] Parts(FeatureMaps result, FeatureMaps? concat)
    {
        var first = new Part(Rows(_input.X), 0, _input.X.Channels, Rows(result));
        if (_input.Concat is not { } other)
            return [first];
        var second = concat is null ? Rows(result).At(_input.X.Channels) : Rows(concat);
        return [first, new Part(Rows(other), _input.X.Channels, other.Channels, second)];
    }

    private void AddImages(double[] ofImages, float* to)
    {
        if (to is null)
            return;
        for (var channel = 0; channel < _channels; channel++)
        {
            var sum = 0.0;
            for (var image = 0; image < _images; image++)
                sum += ofImages[image * _channels + channel];
            to[channel] = (float)sum;
        }
    }

    // The first pass: back through SiLU and the affine map.
    private void BackwardActivation(FeatureMaps gradient, FeatureMaps? addend, FeatureMaps result, FeatureMaps? concat, double[] sums, double[] products)
    {
        using var coefficients = new FloatBuffer(2L * (_images + 1) * _channels);
        var scale = coefficients.Pointer;
        var shift = scale + (long)_images * _channels;
        var weight = shift + (long)_images * _channels;
        var bias = weight + _channels;
        for (var i = 0; i < _images * _channels; i++)
        {
            var (mean, inverse) = _statistics?.Of(i / _channels, i % _channels) ?? (0, 1);
            scale[i] = (float)inverse;
            shift[i] = (float)(-mean * inverse);
        }
        for (var channel = 0; channel < _channels; channel++)
            (weight[channel], bias[channel]) = _input.Norm is { } norm ? (norm.Weight[channel], norm.Bias[channel]) : (1, 0);
        var parts = Parts(result, concat);
        using var rented = new RentedSums(_images * _blocks * 2 * _channels);
        var partial = rented.Values;
        KernelThreads.For(_images * _blocks, Work, i =>
        {
            var (image, block) = Math.DivRem(i, _blocks);
            var end = Math.Min(_positions, (block + 1) * _size);
            fixed (double* blockSums = partial.AsSpan(i * 2 * _channels, 2 * _channels))
            {
                for (var first = block * _size; first < end; first += ChannelMoments.RunLength)
                {
                    var position = (long)image * _positions + first;
                    var count = Math.Min(ChannelMoments.RunLength, end - first);
                    foreach (var part in parts)
                    {
                        var channel = part.First;
                        _loops.SiluGradient(
                            part.X.From(position), Rows(gradient).From(position).At(channel), Rows(addend).From(position).At(channel), part.Result.From(position),
                            count, part.Channels, scale + (long)image * _channels + channel, shift + (long)image * _channels + channel,
                            weight + channel, bias + channel, blockSums + channel, blockSums + _channels + channel);
                    }
                }
            }
        });
        for (var i = 0; i < _images * _blocks; i++)
        {
            for (var channel = 0; channel < _channels; channel++)
            {
                sums[i / _blocks * _channels + channel] += partial[i * 2 * _channels + channel];
                products[i / _blocks * _channels + channel] += partial[(i * 2 + 1) * _channels + channel];
            }
        }
    }

    // The second pass: back through the normalization. dx = inverse (w d - mean(w d) - normalized mean(w d normalized)), with
    // means over the group; with the normalized value written out it is d * a + x * b + c, where a, b and c are [B, C].
    private void BackwardNormalization(
        NormWeights norm, FeatureMaps work, FeatureMaps? addend, FeatureMaps result, FeatureMaps? concat, double[] sums, double[] products, float* resultSums)
    {
        var size = _channels / norm.Groups;
        using var coefficients = new FloatBuffer(3L * _images * _channels);
        var a = coefficients.Pointer;
        var b = a + (long)_images * _channels;
        var c = b + (long)_images * _channels;
        for (var group = 0; group < _images * norm.Groups; group++)
        {
            var (meanSum, meanProduct) = (0.0, 0.0);
            for (var i = group * size; i < (group + 1) * size; i++)
            {
                meanSum += norm.Weight[i % _channels] * sums[i] / ((double)size * _positions);
                meanProduct += norm.Weight[i % _channels] * products[i] / ((double)size * _positions);
            }
            for (var i = group * size; i < (group + 1) * size; i++)
            {
                var (image, channel) = Math.DivRem(i, _channels);
                var (mean, inverse) = _statistics!.Of(image, channel);
                var offset = inverse * (inverse * mean * meanProduct - meanSum);
                a[i] = (float)(inverse * norm.Weight[channel]);
                b[i] = (float)(-inverse * inverse * meanProduct);
                c[i] = (float)offset;
                sums[i] = inverse * norm.Weight[channel] * sums[i] + _positions * (offset - inverse * inverse * meanProduct * _input.Mean(image, channel));
            }
        }
        var parts = Parts(result, concat);
        KernelThreads.For(_images * _blocks, Work, i =>
        {
            var (image, block) = Math.DivRem(i, _blocks);
            var (first, end) = (block * _size, Math.Min(_positions, (block + 1) * _size));
            var position = (long)image * _positions + first;
            var by = (long)image * _channels;
            foreach (var part in parts)
            {
                var channel = (long)part.First;
                _loops.Combine(
                    part.X.From(position), Rows(work).From(position).At(part.First), Rows(addend).From(position).At(part.First), part.Result.From(position),
                    end - first, part.Channels, a + by + channel, b + by + channel, c + by + channel);
            }
        });
        AddImages(sums, resultSums);
    }

    /// <summary>Feature maps of the input.</summary>
    /// <param name="X">Their values.</param>
    /// <param name="First">Their first channel among those of the input.</param>
    /// <param name="Channels">The number of their channels.</param>
    /// <param name="Result">Where their gradients belong.</param>
    private readonly record struct Part(ChannelRows X, int First, int Channels, ChannelRows Result);
}
