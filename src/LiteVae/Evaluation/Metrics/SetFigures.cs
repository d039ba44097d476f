using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Evaluation.Latents;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The values of metrics of whole sets of images, filled in by those metrics.</summary>
internal sealed class SetFigures
{
    public Dictionary<string, double> Values { get; } = [];

    public List<string> Warnings { get; } = [];

    public LatentStatistics? Latents { get; set; }

    public FeatureMapBalance? FeatureMaps { get; set; }
}
