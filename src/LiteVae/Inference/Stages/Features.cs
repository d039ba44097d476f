using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>Feature maps on their way through a network, and what is known of them.</summary>
/// <param name="values">[B,C,H,W], channels last.</param>
/// <param name="moments">Of each channel, where they were measured already.</param>
internal sealed class Features(Tensor values, ChannelMoments? moments = null)
{
    private ChannelMoments? _moments = moments;
    private FeatureMaps? _maps;

    /// <summary>[B,C,H,W], channels last.</summary>
    public Tensor Values { get; } = values;

    /// <summary>The same as kernels see them. Valid while the tensor lives.</summary>
    public FeatureMaps Maps => _maps ??= KernelTensors.Maps(Values);

    /// <summary>Mean and variance of each channel; measured now unless they are known. For kernels only.</summary>
    public ChannelMoments Moments => _moments ??= ChannelMoments.Of(Maps);

    /// <summary>Hands them to the scope around this one.</summary>
    public Features MoveToOuterDisposeScope()
    {
        Values.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>Ends their use: the memory is free for the next.</summary>
    public void Recycle() => FeatureMapPool.Recycle(Values);
}
