namespace LiteVae.Runs.Optimization;

/// <summary>How a group of parameters is trained.</summary>
internal sealed record ParameterGroupSettings
{
    /// <summary>The group's name, which its tensors in checkpoints and its logged numbers begin with; empty for the main group.</summary>
    public string Name { get; init; } = "";

    /// <summary>How gradients change parameters.</summary>
    public OptimizerType Optimizer { get; init; } = OptimizerType.Adam;

    /// <summary>The optimizer's step size.</summary>
    public required LearningRateSchedule LearningRate { get; init; }

    /// <summary>Adam's decay rates.</summary>
    public required IReadOnlyList<double> Betas { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of the gradients; null for no limit.</summary>
    public double? GradientClip { get; init; }

    /// <summary>Steps of the run before the group begins to train.</summary>
    public long Begin { get; init; }
}
