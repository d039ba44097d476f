namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Layer normalization over the channels of each position with a scale and a shift that are its image's (adaLN), as a linear layer reads.</summary>
internal sealed unsafe class ModulatedLayerNorm : IRowPrologue, IDisposable
{
    private readonly FloatBuffer _weight; // [B, C]
    private readonly FloatBuffer _bias; // [B, C]
    private readonly int _channels;
    private readonly float _epsilon;

    /// <param name="modulation">The scales and shifts.</param>
    /// <param name="images">B.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public ModulatedLayerNorm(Modulation modulation, int images, int channels, double epsilon)
    {
        (_channels, _epsilon) = (channels, (float)epsilon);
        _weight = new FloatBuffer((long)images * channels, clear: false);
        _bias = new FloatBuffer((long)images * channels, clear: false);
        for (var i = 0L; i < _weight.Length; i++)
        {
            var (image, channel) = Math.DivRem(i, channels);
            _weight.Pointer[i] = 1 + modulation.Scale.Of((int)image)[channel];
            _bias.Pointer[i] = modulation.Shift.Of((int)image)[channel];
        }
    }

    public int InputChannels(int channels) => channels == _channels
        ? channels
        : throw new ArgumentException($"A norm of [{_channels}] channels before a layer of [{channels}].", nameof(channels));

    public void Apply(Microkernel microkernel, FeatureMaps x, long first, int count, float* to)
    {
        var positions = (long)x.Height * x.Width;
        while (count > 0)
        {
            var (image, position) = Math.DivRem(first, positions);
            var ofImage = (int)Math.Min(count, positions - position);
            var offset = image * _channels;
            microkernel.LayerNorm(x.Data + first * _channels, ofImage, _channels, _weight.Pointer + offset, _bias.Pointer + offset, _epsilon, to);
            first += ofImage;
            count -= ofImage;
            to += (long)ofImage * _channels;
        }
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
