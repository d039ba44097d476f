using LiteVae.Losses.Adversarial;

namespace LiteVae.Training.Adversarial;

/// <summary>When and how much the adversarial term counts, as pure functions of the number of steps done.</summary>
internal sealed class AdversarialSchedule(AdversarialConfig config)
{
    /// <summary>The discriminator's steps before that one.</summary>
    public long StepsBefore(long stepsDone) => stepsDone - config.Begin;

    /// <summary>The share of its weight with which the term counts for the autoencoder: 0 before its start, 1 after the ramp.</summary>
    public double Share(long stepsDone) => stepsDone < config.Start ? 0
        : config.Ramp == 0 ? 1 : Math.Min(1, (stepsDone - config.Start + 1.0) / config.Ramp);

    /// <summary>The probability that the step uses CutMix.</summary>
    public double CutMixProbability(long stepsDone) =>
        config.CutMix is { } cutmix ? CutMix.Probability(StepsBefore(stepsDone), cutmix.Ramp, cutmix.Probability) : 0;

    /// <summary>Whether the step has an R1 penalty.</summary>
    public bool HasR1(long stepsDone) => config.R1 is { } r1 && StepsBefore(stepsDone) % r1.Interval == 0;
}
