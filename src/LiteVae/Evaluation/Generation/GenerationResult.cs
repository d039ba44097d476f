using LiteVae.Evaluation.Latents;

namespace LiteVae.Evaluation.Generation;

/// <summary>How generated images compare with real ones.</summary>
public sealed record GenerationResult
{
    /// <summary>The generated images.</summary>
    public required long Samples { get; init; }

    /// <summary>The real images.</summary>
    public required long Images { get; init; }

    /// <summary>The real images, in words.</summary>
    public required string Data { get; init; }

    /// <summary>Figures by name; kid_std and mmd_random_std are deviations over subsets.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Real images that could not be read.</summary>
    public long Skipped { get; init; }

    /// <summary>Whether it was stopped before the end.</summary>
    public bool Partial { get; init; }

    /// <summary>Statistics of the generated latents.</summary>
    public required LatentStatistics Latents { get; init; }

    /// <summary>Statistics of the latents that the model was trained on; null where they are not at hand.</summary>
    public LatentStatistics? RealLatents { get; init; }

    /// <summary>Warnings that a reader of the figures must know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
