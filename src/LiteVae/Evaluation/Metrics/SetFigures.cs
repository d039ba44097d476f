using LiteVae.Codec.Inspection;
using LiteVae.Evaluation.Features;
using LiteVae.Evaluation.Latents;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The values of metrics of whole sets of images, filled in by those metrics.</summary>
internal sealed class SetFigures
{
    public Dictionary<string, double> Values { get; } = [];

    public List<string> Warnings { get; } = [];

    public LatentStatistics? Latents { get; set; }

    public FeatureMapBalance? FeatureMaps { get; set; }

    public LatentSpectrum? Spectrum { get; set; }

    /// <summary>Adds a comparison of sets by their features.</summary>
    public void Take(FeatureComparison comparison)
    {
        foreach (var (name, value) in comparison.Values)
            Values[name] = value;
        Warnings.AddRange(comparison.Warnings);
    }
}
