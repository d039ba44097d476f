namespace LiteVae.Codec.Networks;

/// <summary>Feature maps on their way through a network, and the moments of their channels where those are known.</summary>
/// <param name="maps">[B,H,W,C]; without memory while a run is rehearsed.</param>
/// <param name="memory">The pool's memory that holds them; null where they are somebody else's.</param>
/// <param name="pool">The pool.</param>
internal sealed class Features(FeatureMaps maps, PooledMemory? memory = null, FeatureMapPool? pool = null)
{
    private ChannelMoments? _moments;

    /// <summary>The maps.</summary>
    public FeatureMaps Maps { get; } = maps;

    /// <summary>Mean and variance of each channel; measured now unless a convolution collected them.</summary>
    public ChannelMoments Moments
    {
        get => _moments ??= ChannelMoments.Of(Maps);
        set => _moments = value;
    }

    /// <summary>Ends their use: their memory is free for the next.</summary>
    public void Release()
    {
        if (memory is not null)
            pool!.Return(memory);
    }
}
