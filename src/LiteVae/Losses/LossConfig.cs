using LiteVae.Codec.Configuration;
using LiteVae.Losses.Adversarial;
using LiteVae.Losses.Perceptual;
using static System.FormattableString;

namespace LiteVae.Losses;

/// <summary>The weights of the training objective's terms (section 3 of the paper; 0 leaves a term out).</summary>
public sealed record LossConfig : IValidated
{
    /// <summary>Mean absolute error.</summary>
    public double L1 { get; init; } = 1;

    /// <summary>Charbonnier loss on the high-frequency wavelet sub-bands (section 4.3).</summary>
    public double Wavelet { get; init; } = 0.1;

    /// <summary>L1 between what a Gaussian blur takes away (section 4.3).</summary>
    public double Gaussian { get; init; } = 0.1;

    /// <summary>Divergence of the posterior from N(0,I), per image and divided by 3HW.</summary>
    public double Kl { get; init; } = 1e-6;

    /// <summary>L1 where the residual varies as an artifact's does (Table 15); needs a moving average of the weights.</summary>
    public double Ldl { get; init; }

    /// <summary>Whether the LDL term's map is a constant weight; false: it is differentiated too, as in the published code.</summary>
    public bool LdlDetach { get; init; }

    /// <summary>The perceptual term; null for none.</summary>
    public PerceptualConfig? Perceptual { get; init; }

    /// <summary>The term of latents of half the size; null for none.</summary>
    public ScaleEquivarianceConfig? ScaleEquivariance { get; init; }

    /// <summary>The adversarial term; null for none.</summary>
    public AdversarialConfig? Adversarial { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var (name, weight) in new[] { ("l1", L1), ("wavelet", Wavelet), ("gaussian", Gaussian), ("kl", Kl), ("ldl", Ldl) })
        {
            if (weight < 0)
                yield return new ConfigProblem(name, Invariant($"expected a weight of at least 0; found {weight}"));
        }
        if (L1 == 0 && Wavelet == 0 && Gaussian == 0 && Perceptual is null)
            yield return new ConfigProblem("", "every reconstruction term has weight 0: nothing would be learned");
        if (ScaleEquivariance is not null && L1 == 0 && Perceptual is null)
            yield return new ConfigProblem("scale_equivariance", "compares by the l1 and the perceptual term: one of them must be there");
    }
}
