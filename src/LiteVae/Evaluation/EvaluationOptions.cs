using LiteVae.Evaluation.Inception;
using LiteVae.Losses.Perceptual;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>How reconstructions are evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Side of the center crops, in pixels; null takes images whole, padded by reflection and cropped back.</summary>
    public int? Resolution { get; init; }

    /// <summary>The most images; null takes all.</summary>
    public long? Limit { get; init; }

    /// <summary>Images at once, at least 1; neighbours of one size share a batch.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>The metrics by name: see <see cref="MetricInfo.All"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = MetricInfo.Default;

    /// <summary>The network of LPIPS; every report names it.</summary>
    public PerceptualNetwork LpipsNetwork { get; init; } = PerceptualNetwork.Vgg;

    /// <summary>How images reach the Inception network; every report names it.</summary>
    public FidConvention FidConvention { get; init; } = FidConvention.PytorchFid;

    /// <summary>Whether the balance of the decoder's feature maps is measured (Figure 3); this decodes twice.</summary>
    public bool FeatureMaps { get; init; }

    /// <summary>The seed of every random choice: posterior samples, the subsets of KID and MMD.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where the metrics' own networks compute; null: the processor.</summary>
    public Device? Device { get; init; }
}
