using LiteVae.Configuration;

namespace LiteVae.Autoencoders;

/// <summary>How features are reduced to the latent's resolution.</summary>
public enum DownsampleKind
{
    /// <summary>A learned convolution whose kernel is its stride.</summary>
    [ConfigName("conv")]
    Convolution,

    /// <summary>Average pooling.</summary>
    [ConfigName("avgpool")]
    AveragePool,
}
