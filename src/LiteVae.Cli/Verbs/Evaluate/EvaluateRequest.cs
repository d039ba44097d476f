using LiteVae.Cli.Shared;
using LiteVae.Evaluation.Inception;
using LiteVae.Inference;
using LiteVae.Losses.Perceptual;

namespace LiteVae.Cli.Verbs.Evaluate;

internal sealed record EvaluateRequest
{
    public IReadOnlyList<NamedModel> Models { get; init; } = [];

    public string? Data { get; init; }

    /// <summary>A folder to judge without a model; then <see cref="Reference"/> is given too.</summary>
    public string? Images { get; init; }

    public string? Reference { get; init; }

    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>One pass over the data each; a null in it is whole images.</summary>
    public IReadOnlyList<int?> Resolutions { get; init; } = [null];

    public long? Limit { get; init; }

    public int BatchSize { get; init; } = 8;

    public PerceptualNetwork LpipsNetwork { get; init; }

    public FidConvention FidConvention { get; init; }

    public InferencePrecision Precision { get; init; } = InferencePrecision.Fp32;

    /// <summary>The weights as the optimizer left them, in place of their moving average.</summary>
    public bool Raw { get; init; }

    /// <summary>Decode a sample of the posterior, in place of its mean.</summary>
    public bool Sample { get; init; }

    public bool Codecs { get; init; }

    public bool FeatureMaps { get; init; }

    public bool Cost { get; init; }

    public bool SaveStatistics { get; init; }

    public string? Report { get; init; }

    public string? Csv { get; init; }

    public string? Output { get; init; }

    public long Seed { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}
