using System.Text.Json.Serialization;

namespace LiteVae.Codec.Diffusion;

/// <summary>What a denoiser tells of a noisy latent.</summary>
public enum Prediction
{
    /// <summary>The noise e of x_t = sqrt(a) x_0 + sqrt(1 - a) e (Ho et al. 2020; latent diffusion).</summary>
    [JsonStringEnumMemberName("epsilon")]
    Epsilon,

    /// <summary>v = sqrt(a) e - sqrt(1 - a) x_0 (Salimans and Ho 2022).</summary>
    [JsonStringEnumMemberName("v")]
    V,

    /// <summary>e - x_0, the velocity of the straight line x_t = (1 - t) x_0 + t e (rectified flow; Liu et al. 2023).</summary>
    [JsonStringEnumMemberName("velocity")]
    Velocity,
}
