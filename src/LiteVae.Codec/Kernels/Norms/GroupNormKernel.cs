namespace LiteVae.Codec.Kernels.Norms;

/// <summary>GroupNorm, followed by SiLU if asked for: as an operation of its own, or as the prologue of a convolution.</summary>
internal sealed unsafe class GroupNormKernel : IDisposable
{
    private readonly FloatBuffer _weight;
    private readonly FloatBuffer _bias;
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly bool _silu;

    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    /// <param name="groups">The number of groups; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public GroupNormKernel(float* weight, float* bias, int channels, int groups, double epsilon, bool silu)
    {
        (_groups, _epsilon, _silu) = (groups, epsilon, silu);
        _weight = new FloatBuffer(weight, channels, channels);
        _bias = new FloatBuffer(bias, channels, channels);
    }

    /// <summary>The prologue for feature maps whose moments are known; the caller disposes it.</summary>
    /// <param name="x">The moments of the input.</param>
    /// <param name="concat">The moments of a second input of the same size, whose channels follow the first's.</param>
    /// <param name="images">B.</param>
    /// <param name="modulation">A scale and a shift of what is normalized, before SiLU; null for none.</param>
    public Prologue Prepare(ChannelMoments x, ChannelMoments? concat, int images, Modulation? modulation = null)
    {
        var channels = x.Channels + (concat?.Channels ?? 0);
        if (channels != _weight.Length)
            throw new ArgumentException($"A norm of [{_weight.Length}] channels was given {channels}.", nameof(x));
        return new(new GroupStatistics(x, concat, images, _groups, _epsilon), _weight.Pointer, _bias.Pointer, images, channels, _silu, modulation);
    }

    /// <summary>Normalizes feature maps: one pass over memory for the statistics, one for the result.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result; may be the input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public void Run(FeatureMaps x, FeatureMaps y, Microkernel? microkernel = null)
    {
        using var prologue = Prepare(ChannelMoments.Of(x, microkernel), null, x.Images);
        prologue.Run(x, null, y, microkernel);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
