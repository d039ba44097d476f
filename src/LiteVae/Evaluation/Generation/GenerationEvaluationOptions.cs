using LiteVae.Evaluation.Inception;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Generation;

/// <summary>How generated images are judged.</summary>
public sealed record GenerationEvaluationOptions
{
    /// <summary>The generated images.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>The most real images, spread over the data; null: as many as <see cref="Samples"/>.</summary>
    public long? Limit { get; init; }

    /// <summary>Images at once, at least 1.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The metrics by name: see <see cref="GenerationMetrics.All"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = GenerationMetrics.Default;

    /// <summary>How images reach the Inception network; every report names it.</summary>
    public FidConvention FidConvention { get; init; } = FidConvention.PytorchFid;

    /// <summary>The seed of the random subsets of KID.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where the metrics' own networks compute; null: the processor.</summary>
    public Device? Device { get; init; }
}
