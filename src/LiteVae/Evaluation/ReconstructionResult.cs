using LiteVae.Codec.Inspection;
using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation;

/// <summary>The results of an evaluation for one candidate.</summary>
public sealed record ReconstructionResult
{
    /// <summary>The name of the candidate.</summary>
    public required string Name { get; init; }

    /// <summary>Side of the crops, in pixels; null: whole images.</summary>
    public int? Resolution { get; init; }

    /// <summary>
    /// Figures by name: a metric's mean over the images for which it is defined (absent where that is none), or its value
    /// for the set; kid_std, mmd_25 and the like where a metric has several.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>By metric, one value per image in the order of <see cref="Indices"/>; NaN where it is not defined.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Values { get; init; }

    /// <summary>The images' places in the data.</summary>
    public required IReadOnlyList<long> Indices { get; init; }

    /// <summary>Images evaluated.</summary>
    public long Images => Indices.Count;

    /// <summary>Images that could not be read.</summary>
    public long Skipped { get; init; }

    /// <summary>Whether it was stopped before the end.</summary>
    public bool Partial { get; init; }

    /// <summary>Statistics of the latent; null where not asked for, or there is none.</summary>
    public LatentStatistics? Latents { get; init; }

    /// <summary>Balance of the decoder's feature maps; null where not asked for, or there is no decoder.</summary>
    public FeatureMapBalance? FeatureMaps { get; init; }

    /// <summary>The spectrum of the latent; null where not asked for, or there is none.</summary>
    public LatentSpectrum? Spectrum { get; init; }

    /// <summary>Images encoded and decoded per second, metrics and reading apart.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Warnings that a reader of the figures must know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The images in the mean of a per-image metric: those for which it is defined; null for other metrics.</summary>
    public int? CountOf(string metric) => Values.TryGetValue(metric, out var values) ? values.Count(double.IsFinite) : null;

    /// <summary>The mean of a per-image metric with its 95% bootstrap interval over images; null for other metrics.</summary>
    public ConfidenceInterval? IntervalOf(string metric)
    {
        double[] defined = [.. Values.GetValueOrDefault(metric, []).Where(double.IsFinite)];
        return defined.Length == 0 ? null : Bootstrap.Mean(defined);
    }
}
