using LiteVae.Codec.Configuration;
using LiteVae.Codec.Numerics;
using static System.FormattableString;

namespace LiteVae.Losses;

/// <summary>The term by which a latent of half the size decodes to the image of half the size (Skorokhodov et al. 2025, "Improving the diffusability of autoencoders"; Kouzelis et al. 2025, EQ-VAE).</summary>
/// <remarks>
/// Latents of autoencoders hold more at high frequencies than images do, which diffusion models learn worst. A latent that
/// may be averaged over 2x2 positions and still says what the picture shows has its coarse structure at low frequencies.
/// </remarks>
public sealed record ScaleEquivarianceConfig : IValidated
{
    /// <summary>The share of steps that have the term, above 0 and at most 1.</summary>
    public double Probability { get; init; } = 0.25;

    /// <summary>The term's weight.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether a step has the term: a function of the step's seed, so that a resumed run draws the same.</summary>
    internal bool IsDrawn(long seed) => new RandomStream(RandomStream.Mix((ulong)seed, Purpose)).Unit() < Probability;

    // Sets these draws apart from others of the same seed.
    private const ulong Purpose = 0x5CA1E;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Probability is not (> 0 and <= 1))
            yield return new ConfigProblem("probability", Invariant($"expected above 0 (leave loss.scale_equivariance out for none), at most 1; found {Probability}"));
        if (!(Weight > 0 && double.IsFinite(Weight)))
            yield return new ConfigProblem("weight", Invariant($"expected above 0 (leave loss.scale_equivariance out for none); found {Weight}"));
    }
}
