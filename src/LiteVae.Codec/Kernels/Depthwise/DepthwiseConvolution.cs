namespace LiteVae.Codec.Kernels.Depthwise;

/// <summary>A depthwise 3x3 convolution, stride one and padding one, with a bias; optionally followed by NAFNet's gate.</summary>
/// <remarks>With the gate, both halves of the channels are computed row by row, and the second multiplies what the first has stored.</remarks>
internal sealed unsafe class DepthwiseConvolution : IDisposable
{
    // The rows that a thread takes at a time: the rows above and below them are read twice.
    private const int RowsOfBand = 8;

    private readonly Microkernel _loops;
    private readonly int _channels;
    private readonly FloatBuffer _weights; // [9, C]
    private readonly FloatBuffer _bias;
    private readonly bool _gate;

    /// <param name="weight">[C, 1, 3, 3].</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    /// <param name="gate">Whether the first half of the results is multiplied by the second, which leaves C/2 channels.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public DepthwiseConvolution(float* weight, float* bias, int channels, bool gate = false, Microkernel? microkernel = null)
    {
        if (gate && channels % 2 != 0)
            throw new ArgumentException($"A gate needs an even number of channels; got {channels}.", nameof(channels));
        (_channels, _gate, _loops) = (channels, gate, microkernel ?? Microkernel.Current);
        _weights = new FloatBuffer(9L * channels, clear: false);
        _bias = new FloatBuffer(bias, channels, channels);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var tap = 0; tap < 9; tap++)
                _weights.Pointer[tap * channels + channel] = weight[channel * 9 + tap];
        }
    }

    /// <summary>Computes it.</summary>
    /// <param name="x">The input, of C channels.</param>
    /// <param name="y">The result, of C channels, with the gate C/2; not the input.</param>
    public void Run(FeatureMaps x, FeatureMaps y)
    {
        x.Require(_channels, y, _gate ? _channels / 2 : _channels);
        x.RequireSize(y);
        var bands = (x.Height + RowsOfBand - 1) / RowsOfBand;
        KernelThreads.For(x.Images * bands, i =>
        {
            var (image, band) = Math.DivRem(i, bands);
            for (var row = band * RowsOfBand; row < Math.Min(x.Height, (band + 1) * RowsOfBand); row++)
            {
                Row(x, y, image, row, 0);
                if (_gate)
                    Row(x, y, image, row, _channels / 2);
            }
        });
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    private void Row(FeatureMaps x, FeatureMaps y, int image, int row, int first)
    {
        var center = x.At(image, row, 0) + first;
        var line = (long)x.Width * x.Channels;
        _loops.DepthwiseRow(
            row > 0 ? center - line : null, center, row + 1 < x.Height ? center + line : null, x.Channels, x.Width, y.Channels,
            _weights.Pointer + first, _channels, _bias.Pointer + first, y.At(image, row, 0), y.Channels, multiply: first > 0);
    }
}
