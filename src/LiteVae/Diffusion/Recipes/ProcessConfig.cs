using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using static System.FormattableString;

namespace LiteVae.Diffusion.Recipes;

/// <summary>How latents become noise, and what the network learns of it. The defaults are latent diffusion's for faces.</summary>
public sealed record ProcessConfig : IValidated
{
    /// <summary>What the network predicts: epsilon or v of the schedule, or the velocity of a rectified flow.</summary>
    public Prediction Prediction { get; init; } = Prediction.Epsilon;

    /// <summary>The schedule of epsilon and v; of no concern to rectified flow.</summary>
    public NoiseSchedule Schedule { get; init; } = new();

    /// <summary>Min-SNR weighting (Hang et al. 2023): the signal-to-noise ratio above which the weight of a time falls; 5 in their paper, null for none. Epsilon and v only.</summary>
    public double? MinSnrGamma { get; init; }

    /// <summary>Mean of the logit of rectified flow's times (Esser et al. 2024); above 0: more noise.</summary>
    public double TimeMean { get; init; }

    /// <summary>Standard deviation of the logit of rectified flow's times, above 0.</summary>
    public double TimeStd { get; init; } = 1;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (MinSnrGamma <= 0)
            yield return new ConfigProblem("min_snr_gamma", Invariant($"expected above 0, or null for none; found {MinSnrGamma}"));
        if (MinSnrGamma is not null && Prediction == Prediction.Velocity)
            yield return new ConfigProblem("min_snr_gamma", "belongs to epsilon and v; a rectified flow chooses its times instead");
        if (TimeStd is not (> 0 and <= 100))
            yield return new ConfigProblem("time_std", Invariant($"expected above 0, at most 100; found {TimeStd}"));
        if (TimeMean is not (>= -100 and <= 100))
            yield return new ConfigProblem("time_mean", Invariant($"expected -100 to 100; found {TimeMean}"));
    }
}
