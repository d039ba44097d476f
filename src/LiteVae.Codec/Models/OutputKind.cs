using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models;

/// <summary>What a decoder predicts.</summary>
public enum OutputKind
{
    /// <summary>The image.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>The 12 channels of its level-1 wavelet transform, at half the resolution (Appendix G).</summary>
    [JsonStringEnumMemberName("wavelet")]
    Wavelet,
}
