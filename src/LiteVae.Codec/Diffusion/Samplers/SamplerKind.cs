using System.Text.Json.Serialization;

namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>How samples are drawn.</summary>
public enum SamplerKind
{
    /// <summary>DDIM (Song et al. 2021): deterministic with eta 0, as random as the forward process with eta 1. Epsilon and v only.</summary>
    [JsonStringEnumMemberName("ddim")]
    Ddim,

    /// <summary>DPM-Solver++(2M) (Lu et al. 2022): two steps' predictions extrapolated; few steps are enough. Epsilon and v only.</summary>
    [JsonStringEnumMemberName("dpmpp-2m")]
    Dpmpp2M,

    /// <summary>Euler steps of the ordinary differential equation.</summary>
    [JsonStringEnumMemberName("euler")]
    Euler,

    /// <summary>Heun's steps of second order: two predictions a step, one in the last.</summary>
    [JsonStringEnumMemberName("heun")]
    Heun,
}
