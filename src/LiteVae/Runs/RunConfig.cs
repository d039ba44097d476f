using LiteVae.Codec.Configuration;
using LiteVae.Runs.Optimization;
using static System.FormattableString;

namespace LiteVae.Runs;

/// <summary>How a model is trained, as far as all trainings have it in common.</summary>
public abstract record RunConfig : IValidated
{
    /// <summary>How gradients change parameters.</summary>
    public OptimizerType Optimizer { get; init; } = OptimizerType.Adam;

    /// <summary>The optimizer's step size.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Steps over which the step size rises linearly from nought.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>What becomes of the step size after the warm-up.</summary>
    public LearningRateDecay LearningRateDecay { get; init; } = LearningRateDecay.None;

    /// <summary>Adam's decay rates.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.5, 0.9];

    /// <summary>Decoupled weight decay (AdamW): each step takes this share, times the step size, off every parameter.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of the gradients; null for no limit.</summary>
    public double? GradientClip { get; init; } = 1.0;

    /// <summary>Decay of the weights' moving average per step; null for none.</summary>
    public double? EmaDecay { get; init; } = 0.999;

    /// <summary>Parts into which a batch is cut, one after the other, to save memory: the step is that of the whole batch.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps in a row that may be skipped because a gradient is not finite; one more ends the run.</summary>
    public int MaxSkippedSteps { get; init; } = 10;

    /// <summary>Steps between lines of metrics.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Steps between sample pictures.</summary>
    public int SampleEvery { get; init; } = 100;

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>How many of the latest checkpoints stay; the best one stays besides, where the training has a figure to tell which it is.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var problem in ValidateSchedule())
            yield return problem;
        if (LearningRate <= 0)
            yield return new ConfigProblem("learning_rate", Invariant($"expected above 0; found {LearningRate}"));
        if (WarmupSteps < 0)
            yield return new ConfigProblem("warmup_steps", $"expected at least 0; found {WarmupSteps}");
        if (Betas.Count != 2 || Betas.Any(b => b is < 0 or >= 1))
            yield return new ConfigProblem("betas", $"expected two numbers of at least 0 and below 1; found [{string.Join(", ", Betas.Select(beta => Invariant($"{beta}")))}]");
        if (WeightDecay < 0 || WeightDecay * LearningRate >= 1)
            yield return new ConfigProblem("weight_decay", Invariant($"expected at least 0, and below 1 when multiplied by the learning rate; found {WeightDecay}"));
        if (GradientClip <= 0)
            yield return new ConfigProblem("gradient_clip", Invariant($"expected above 0, or null for none; found {GradientClip}"));
        if (EmaDecay is < 0 or >= 1)
            yield return new ConfigProblem("ema_decay", Invariant($"expected at least 0 and below 1, or null for none; found {EmaDecay}"));
        if (MaxSkippedSteps < 0)
            yield return new ConfigProblem("max_skipped_steps", $"expected at least 0; found {MaxSkippedSteps}");
        if (Accumulate < 1)
            yield return new ConfigProblem("accumulate", $"expected at least 1; found {Accumulate}");
        foreach (var (name, value) in new[]
        {
            ("log_every", LogEvery), ("sample_every", SampleEvery), ("checkpoint_every", CheckpointEvery), ("keep_checkpoints", KeepCheckpoints),
        })
        {
            if (value < 1)
                yield return new ConfigProblem(name, $"expected at least 1; found {value}");
        }
    }

    /// <summary>The problems of what trainings do not have in common.</summary>
    private protected abstract IEnumerable<ConfigProblem> ValidateSchedule();

    /// <summary>The settings of the loop.</summary>
    /// <param name="seed">Seed of all that is random in a step.</param>
    /// <param name="phases">The schedule.</param>
    internal RunSettings SettingsOf(long seed, IReadOnlyList<Schedule.RunPhase> phases) => new()
    {
        Seed = seed,
        Phases = phases,
        Accumulate = Accumulate,
        MaxSkippedSteps = MaxSkippedSteps,
        LogEvery = LogEvery,
        SampleEvery = SampleEvery,
        CheckpointEvery = CheckpointEvery,
        KeepCheckpoints = KeepCheckpoints,
    };

    /// <summary>The settings of the main group of parameters.</summary>
    /// <param name="totalSteps">Steps of the run.</param>
    internal ParameterGroupSettings GroupSettings(long totalSteps) => new()
    {
        LearningRate = new LearningRateSchedule(LearningRate, totalSteps, WarmupSteps, LearningRateDecay),
        Optimizer = Optimizer,
        Betas = Betas,
        WeightDecay = WeightDecay,
        GradientClip = GradientClip,
    };
}
