using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>How features are reduced to the latent's resolution.</summary>
public enum DownsampleKind
{
    /// <summary>A learned convolution whose kernel is its stride.</summary>
    [JsonStringEnumMemberName("conv")]
    Convolution,

    /// <summary>Average pooling.</summary>
    [JsonStringEnumMemberName("avgpool")]
    AveragePool,
}
