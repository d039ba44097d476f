using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion;

/// <summary>How much of a latent is left at each step of the forward process: x_t = sqrt(a_t) x_0 + sqrt(1 - a_t) noise.</summary>
/// <remarks>The schedule of latent diffusion (Rombach et al. 2022): the roots of the betas rise linearly.</remarks>
public sealed record NoiseSchedule : IValidated
{
    private double[]? _alphas; // computed once for these values, and no part of them

    /// <summary>The default schedule.</summary>
    public NoiseSchedule()
    {
    }

    // A copy is about to get other values.
    private NoiseSchedule(NoiseSchedule other) => (Steps, BetaStart, BetaEnd) = (other.Steps, other.BetaStart, other.BetaEnd);

    /// <summary>The number of steps of the forward process.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>The first beta, above 0.</summary>
    public double BetaStart { get; init; } = 0.0015;

    /// <summary>The last beta, below 1. Faces: 0.0195; LSUN-Churches: 0.0155.</summary>
    public double BetaEnd { get; init; } = 0.0195;

    /// <summary>a_t, the product of 1 - beta up to each step: of the signal's variance, the share that is left.</summary>
    public IReadOnlyList<double> Alphas() => _alphas ??= Accumulate();

    /// <summary>The two factors of x_t = signal x_0 + noise e.</summary>
    /// <param name="step">From 0 (almost the data) to <see cref="Steps"/> - 1 (almost noise). Between two steps, the logarithm of a_t is interpolated.</param>
    public (double Signal, double Noise) At(double step)
    {
        var alphas = Alphas();
        var before = (int)step;
        var alpha = alphas[before];
        if (step > before)
            alpha = Math.Exp((1 - step + before) * Math.Log(alpha) + (step - before) * Math.Log(alphas[before + 1]));
        return (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
    }

    /// <summary>log(signal / noise) at a step: it falls from the data to the noise.</summary>
    internal double LogRatio(double step)
    {
        var (signal, noise) = At(step);
        return Math.Log(signal / noise);
    }

    /// <summary>The step at which log(signal / noise) has a value, which must lie between those of the first and the last step.</summary>
    internal double StepOf(double logRatio)
    {
        var (low, high) = (0.0, Steps - 1.0);
        for (var i = 0; i < 60; i++) // to the last bits of a double
        {
            var middle = (low + high) / 2;
            (low, high) = LogRatio(middle) > logRatio ? (middle, high) : (low, middle);
        }
        return low;
    }

    /// <summary>Whether both schedules have the same values.</summary>
    public bool Equals(NoiseSchedule? other) => other is not null && (Steps, BetaStart, BetaEnd) == (other.Steps, other.BetaStart, other.BetaEnd);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Steps, BetaStart, BetaEnd);

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Steps is < 2 or > 100_000)
            yield return new ConfigProblem("steps", $"expected 2 to 100000; found {Steps}");
        if (!(BetaStart > 0 && BetaStart <= BetaEnd && BetaEnd < 1))
            yield return new ConfigProblem("beta_end", FormattableString.Invariant($"expected 0 < beta_start <= beta_end < 1; found {BetaStart} and {BetaEnd}"));
    }

    private double[] Accumulate()
    {
        var alphas = new double[Steps];
        var (start, end) = (Math.Sqrt(BetaStart), Math.Sqrt(BetaEnd));
        var product = 1.0;
        for (var i = 0; i < Steps; i++)
        {
            var root = start + (end - start) * i / (Steps - 1);
            alphas[i] = product *= 1 - root * root;
        }
        return alphas;
    }
}
