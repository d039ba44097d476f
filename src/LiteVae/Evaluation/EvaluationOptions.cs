namespace LiteVae.Evaluation;

/// <summary>How reconstructions are evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Side of the centre crops, in pixels; null takes images whole, padded by reflection and cropped back.</summary>
    public int? Resolution { get; init; }

    /// <summary>The most images; null takes all.</summary>
    public long? Limit { get; init; }

    /// <summary>Images at once, where all have one size.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>The metrics by name: see <see cref="ReconstructionEvaluator.MetricNames"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = ReconstructionEvaluator.MetricNames;
}
