using LiteVae.Runs.Description;

namespace LiteVae.Runs;

/// <summary>What a task has to show when all steps are done.</summary>
internal sealed record RunResult
{
    /// <summary>Figures of the final model by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The same figures of what the model is compared with.</summary>
    public IReadOnlyList<ComparedFigures> Baselines { get; init; } = [];

    /// <summary>What the figures were measured on, in words.</summary>
    public string? EvaluatedOn { get; init; }

    /// <summary>The model file; null where none was written.</summary>
    public string? ModelPath { get; init; }
}
