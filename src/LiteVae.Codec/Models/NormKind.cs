using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models;

/// <summary>How a residual block keeps the scale of its activations.</summary>
public enum NormKind
{
    /// <summary>GroupNorm before each convolution.</summary>
    [JsonStringEnumMemberName("group")]
    Group,

    /// <summary>Self-modulated convolutions and no normalisation of activations (section 4.2).</summary>
    [JsonStringEnumMemberName("smc")]
    SelfModulated,
}
