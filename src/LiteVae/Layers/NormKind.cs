using LiteVae.Configuration;

namespace LiteVae.Layers;

/// <summary>How a residual block keeps the scale of its activations.</summary>
public enum NormKind
{
    /// <summary>GroupNorm before each convolution.</summary>
    [ConfigName("group")]
    Group,

    /// <summary>Self-modulated convolutions and no normalisation of activations (section 4.2).</summary>
    [ConfigName("smc")]
    SelfModulated,
}
