using LiteVae.Configuration;

namespace LiteVae.Autoencoders;

/// <summary>The type of a decoder.</summary>
public enum DecoderKind
{
    /// <summary>Stable Diffusion's (Rombach et al. 2022).</summary>
    [ConfigName("sd")]
    StableDiffusion,
}
