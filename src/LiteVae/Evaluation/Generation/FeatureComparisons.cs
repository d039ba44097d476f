using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Evaluation.Features;
using LiteVae.Evaluation.Inception;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Generation;

/// <summary>The features of real and of generated images, by every network that the metrics need. Owns the networks.</summary>
internal sealed class FeatureComparisons : IDisposable
{
    private readonly List<Comparison> _comparisons = [];

    /// <summary>Reads the networks' weights, so that missing ones are told before anything is drawn.</summary>
    /// <exception cref="ConfigException">A metric is not known.</exception>
    /// <exception cref="CheckpointException">Weights are missing; the message has the command that brings them.</exception>
    public FeatureComparisons(GenerationEvaluationOptions options)
    {
        GenerationMetrics.Check(options.Metrics);
        string? Wanted(string name) => options.Metrics.Contains(name) ? name : null;
        var learned = new FeatureFigures { Frechet = Wanted("fid"), Kernel = Wanted("kid"), Precision = Wanted("precision"), Recall = Wanted("recall") };
        var random = new FeatureFigures { Frechet = Wanted("fid_random"), Kernel = Wanted("mmd_random"), Precision = Wanted("precision_random"), Recall = Wanted("recall_random") };
        if (learned.Names.Count > 0)
        {
            ThirdPartyWeights.Require(InceptionFeatures.Weights);
            _comparisons.Add(new Comparison(InceptionFeatures.FromWeights(options.FidConvention, options.Device), learned, options.Seed));
        }
        if (random.Names.Count > 0)
            _comparisons.Add(new Comparison(new RandomFeatures(options.Device), random, options.Seed));
    }

    /// <summary>The real images so far.</summary>
    public long RealCount => _comparisons[0].Real.Count;

    /// <summary>The generated images so far.</summary>
    public long GeneratedCount => _comparisons[0].Generated.Count;

    /// <summary>Takes real images [B,3,H,W] in [-1,1].</summary>
    public void AddReal(Tensor images) => _comparisons.ForEach(c => c.Real.Add(images));

    /// <summary>Takes generated images [B,3,H,W] in [-1,1].</summary>
    public void AddGenerated(Tensor images) => _comparisons.ForEach(c => c.Generated.Add(images));

    /// <summary>Compares what there is.</summary>
    public FeatureComparison Complete()
    {
        FeatureComparison[] parts = [.. _comparisons.Select(c => c.Generated.CompareWith(c.Real))];
        return new(parts.SelectMany(p => p.Values).ToDictionary(), [.. parts.SelectMany(p => p.Warnings)]);
    }

    public void Dispose() => _comparisons.ForEach(c => c.Dispose());

    private sealed record Comparison(IFeatureNetwork Network, FeatureSet Real, FeatureSet Generated) : IDisposable
    {
        public Comparison(IFeatureNetwork network, FeatureFigures figures, ulong seed)
            : this(network, new FeatureSet(network, figures, seed), new FeatureSet(network, figures, seed + 1))
        {
        }

        public void Dispose()
        {
            Real.Dispose();
            Generated.Dispose();
            Network.Dispose();
        }
    }
}
