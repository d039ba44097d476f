namespace LiteVae.Codec.Kernels.Attention;

/// <summary>NAFNet's channel attention: each channel is multiplied by a number that a 1x1 convolution computes from the means of all channels.</summary>
internal sealed unsafe class ChannelAttention : IDisposable
{
    private readonly int _channels;
    private readonly FloatBuffer _weight; // [C, C]
    private readonly FloatBuffer _bias;

    /// <param name="weight">[C, C, 1, 1].</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    public ChannelAttention(float* weight, float* bias, int channels)
    {
        _channels = channels;
        _weight = new FloatBuffer(weight, (long)channels * channels, (long)channels * channels);
        _bias = new FloatBuffer(bias, channels, channels);
    }

    /// <summary>Computes the factors of feature maps. The result multiplies by them: by itself, or as a 1x1 convolution reads. Whoever asks disposes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public Prologue Prepare(FeatureMaps x, Microkernel? microkernel = null)
    {
        if (x.Channels != _channels)
            throw new ArgumentException($"A channel attention of [{_channels}] channels was given {x.Channels}.", nameof(x));
        var moments = ChannelMoments.Of(x, microkernel);
        using var factors = new FloatBuffer((long)x.Images * _channels, clear: false);
        for (var i = 0; i < x.Images * _channels; i++)
        {
            var (image, output) = Math.DivRem(i, _channels);
            var sum = (double)_bias.Pointer[output];
            for (var input = 0; input < _channels; input++)
                sum += moments.Mean(image, input) * _weight.Pointer[(long)output * _channels + input];
            factors.Pointer[i] = (float)sum;
        }
        return Prologue.Scale(factors.Pointer, x.Images, _channels);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
