namespace LiteVae.Codec.Kernels.Norms;

/// <summary>GroupNorm, and SiLU after it if asked for: by itself, or as something that a convolution does as it reads.</summary>
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
    /// <param name="groups">Of channels; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public GroupNormKernel(float* weight, float* bias, int channels, int groups, double epsilon, bool silu)
    {
        (_groups, _epsilon, _silu) = (groups, epsilon, silu);
        _weight = new FloatBuffer(weight, channels, channels);
        _bias = new FloatBuffer(bias, channels, channels);
    }

    /// <summary>Makes it ready for feature maps of which moments are known. Whoever asks disposes the result.</summary>
    /// <param name="x">Of the input.</param>
    /// <param name="concat">Of a second input of the same size, whose channels follow the first's.</param>
    /// <param name="images">How many there are.</param>
    public Prologue Prepare(ChannelMoments x, ChannelMoments? concat, int images)
    {
        var channels = x.Channels + (concat?.Channels ?? 0);
        if (channels != _weight.Length)
            throw new ArgumentException($"A norm of [{_weight.Length}] channels was given {channels}.", nameof(x));
        return new(new GroupStatistics(x, concat, images, _groups, _epsilon), _weight.Pointer, _bias.Pointer, images, channels, _silu);
    }

    /// <summary>Computes it by itself: one pass over memory for the statistics, one for the result.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result; may be the input.</param>
    public void Run(FeatureMaps x, FeatureMaps y)
    {
        using var prologue = Prepare(ChannelMoments.Of(x), null, x.Images);
        prologue.Run(x, null, y);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
