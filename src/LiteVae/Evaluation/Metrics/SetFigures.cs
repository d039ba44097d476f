using LiteVae.Codec;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Evaluation.Latents;

namespace LiteVae.Evaluation.Metrics;

/// <summary>What metrics of whole sets found; they fill it in.</summary>
internal sealed class SetFigures
{
    public Dictionary<string, double> Values { get; } = [];

    public List<string> Warnings { get; } = [];

    public LatentStatistics? Latents { get; set; }

    public FeatureMapBalance? FeatureMaps { get; set; }
}
