using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Losses.Adversarial;

/// <summary>The R1 penalty on the discriminator's gradient at real images (Mescheder et al. 2018).</summary>
public sealed record R1Config : IValidated
{
    /// <summary>The penalty is gamma/2 times the squared norm of the gradient.</summary>
    public double Gamma { get; init; } = R1Penalty.DefaultGamma;

    /// <summary>Steps of the discriminator between penalties, each of which counts that many times.</summary>
    public int Interval { get; init; } = R1Penalty.DefaultInterval;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Gamma <= 0)
            yield return new ConfigProblem("gamma", Invariant($"expected above 0 (leave r1 out for none); found {Gamma}"));
        if (Interval < 1)
            yield return new ConfigProblem("interval", $"expected at least 1 step; found {Interval}");
    }
}
