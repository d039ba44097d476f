namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Layer normalization over the channels of each position with an affine map: by itself, or as a 1x1 convolution reads.</summary>
internal sealed unsafe class LayerNormKernel : IRowPrologue, IDisposable
{
    private const int BlockFloats = 16 * 1024;

    private readonly FloatBuffer _weight;
    private readonly FloatBuffer _bias;
    private readonly float _epsilon;

    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance: 1e-6 in NAFNet, 1e-5 in vision transformers.</param>
    public LayerNormKernel(float* weight, float* bias, int channels, double epsilon)
    {
        _epsilon = (float)epsilon;
        _weight = new FloatBuffer(weight, channels, channels);
        _bias = new FloatBuffer(bias, channels, channels);
    }

    private int Channels => (int)_weight.Length;

    /// <summary>Computes it by itself.</summary>
    /// <param name="x">The input, feature maps or rows of tokens.</param>
    /// <param name="y">The result; may be the input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public void Run(FeatureMaps x, FeatureMaps y, Microkernel? microkernel = null)
    {
        x.Require(Channels, y, Channels);
        x.RequireSize(y);
        var loops = microkernel ?? Microkernel.Current;
        KernelThreads.ForBlocks(x.Positions, Math.Max(1, BlockFloats / Channels), (first, count) => Apply(loops, x, first, count, y.Data + first * Channels));
    }

    int IRowPrologue.InputChannels(int channels) => channels == Channels
        ? channels
        : throw new ArgumentException($"A norm of [{Channels}] channels before a convolution of [{channels}].", nameof(channels));

    public void Apply(Microkernel microkernel, FeatureMaps x, long first, int count, float* to) =>
        microkernel.LayerNorm(x.Data + first * Channels, count, Channels, _weight.Pointer, _bias.Pointer, _epsilon, to);

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
