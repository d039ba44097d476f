namespace LiteVae.Evaluation.Features;

/// <summary>The names under which comparisons by one network's features are given; null for a comparison that is not wanted.</summary>
internal sealed record FeatureFigures
{
    /// <summary>The Frechet distance.</summary>
    public string? Frechet { get; init; }

    /// <summary>The discrepancy of KID's cubic kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>The share of a set that lies within the reference.</summary>
    public string? Precision { get; init; }

    /// <summary>The share of the reference that lies within a set.</summary>
    public string? Recall { get; init; }

    /// <summary>The names of what is wanted.</summary>
    public IReadOnlyList<string> Names => [.. new[] { Frechet, Kernel, Precision, Recall }.OfType<string>()];

    /// <summary>Whether single rows are needed, besides their sums.</summary>
    public bool NeedsRows => Kernel is not null || Precision is not null || Recall is not null;
}
