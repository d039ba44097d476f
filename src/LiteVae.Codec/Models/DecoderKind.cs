using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models;

/// <summary>The type of a decoder.</summary>
public enum DecoderKind
{
    /// <summary>Stable Diffusion's (Rombach et al. 2022).</summary>
    [JsonStringEnumMemberName("sd")]
    StableDiffusion,
}
