namespace LiteVae.Codec.Kernels.Elementwise;

/// <summary>NAFNet's gate: the first half of the channels times the second, by itself or as a 1x1 convolution reads.</summary>
internal sealed unsafe class Gate : IRowPrologue
{
    private const int BlockFloats = 16 * 1024;

    private Gate()
    {
    }

    /// <summary>The gate, which has no weights.</summary>
    public static Gate Instance { get; } = new();

    /// <summary>Computes it by itself.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result, of half the channels.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public void Run(FeatureMaps x, FeatureMaps y, Microkernel? microkernel = null)
    {
        x.Require(InputChannels(y.Channels), y, y.Channels);
        x.RequireSize(y);
        var loops = microkernel ?? Microkernel.Current;
        KernelThreads.ForBlocks(x.Positions, Math.Max(1, BlockFloats / x.Channels), (first, count) => Apply(loops, x, first, count, y.Data + first * y.Channels));
    }

    public int InputChannels(int channels) => 2 * channels;

    public void Apply(Microkernel microkernel, FeatureMaps x, long first, int count, float* to) =>
        microkernel.MultiplyHalves(x.Data + first * x.Channels, count, x.Channels / 2, to);
}
