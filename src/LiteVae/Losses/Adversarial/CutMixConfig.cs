using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Losses.Adversarial;

/// <summary>CutMix augmentation of the discriminator's training, with its consistency term (Schonfeld et al. 2020).</summary>
public sealed record CutMixConfig : IValidated
{
    /// <summary>The share of the discriminator's steps that use it, once risen.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Steps of the discriminator over which the share rises linearly from nought.</summary>
    public long Ramp { get; init; }

    /// <summary>Weight of the squared difference of D(mix) and the mixed D(real), D(fake), relative to the losses of both heads, summed.</summary>
    public double Consistency { get; init; } = 1;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Probability is <= 0 or > 1)
            yield return new ConfigProblem("probability", Invariant($"expected above 0 and at most 1; found {Probability}"));
        if (Ramp < 0)
            yield return new ConfigProblem("ramp", $"expected at least 0 steps; found {Ramp}");
        if (Consistency < 0)
            yield return new ConfigProblem("consistency", Invariant($"expected a weight of at least 0; found {Consistency}"));
    }
}
