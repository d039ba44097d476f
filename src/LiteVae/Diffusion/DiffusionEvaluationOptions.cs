using LiteVae.Codec.Diffusion;
using LiteVae.Evaluation.Generation;

namespace LiteVae.Diffusion;

/// <summary>How the samples of a diffusion model are judged.</summary>
public sealed record DiffusionEvaluationOptions
{
    /// <summary>The real images: a folder, or "procedural"; null: those that the run was trained on.</summary>
    public string? Data { get; init; }

    /// <summary>The seed of the samples, and of procedural images.</summary>
    public long Seed { get; init; }

    /// <summary>What is drawn, and how.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>How many, and which metrics.</summary>
    public GenerationEvaluationOptions Evaluation { get; init; } = new();
}
