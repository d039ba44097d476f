using LiteVae.Evaluation.FeatureMaps;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The balance of the last decoder block's feature maps (Figure 3), averaged over the data.</summary>
/// <remarks>
/// It decodes the mean once more, by the modules in float32: prepared networks keep no maps, and reconstructions and
/// speed shall not depend on whether this is asked for.
/// </remarks>
internal sealed class FeatureMapMetric : ISetMetric
{
    private double[]? _sum;
    private long _images;

    public void Add(EvaluatedBatch batch)
    {
        if (batch.Model is not { } model || batch.Latent?.Posterior is not { } posterior)
            return;
        using var scope = NewDisposeScope();
        var maps = LastBlock.Decode(model, posterior.Mean).Maps;
        var ratios = FeatureMapBalance.Of(maps).Ratios;
        _sum ??= new double[ratios.Count];
        for (var i = 0; i < ratios.Count; i++)
            _sum[i] += ratios[i] * batch.Count;
        _images += batch.Count;
    }

    public void Complete(SetFigures figures)
    {
        if (_sum is not null)
            figures.FeatureMaps = new FeatureMapBalance([.. _sum.Select(s => s / _images)]);
    }

    public void Dispose()
    {
    }
}
