using LiteVae.Codec.Inspection;
using LiteVae.Evaluation.FeatureMaps;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The balance of the last decoder block's feature maps (Figure 3), averaged over the data.</summary>
/// <remarks>
/// It decodes the mean once more, by the modules, on whatever device they are: reconstructions and speed shall not depend on
/// whether this is asked for.
/// </remarks>
internal sealed class FeatureMapMetric : ISetMetric
{
    private readonly List<FeatureMapBalance> _pictures = [];

    public void Add(EvaluatedBatch batch)
    {
        if (batch.Model is not { } model || batch.Latent?.Posterior is not { } posterior)
            return;
        using var scope = NewDisposeScope();
        var maps = LastBlock.Decode(model, posterior.Mean).Maps;
        _pictures.AddRange(LastBlock.BalanceOf(maps));
    }

    public void Complete(SetFigures figures)
    {
        if (_pictures.Count > 0)
            figures.FeatureMaps = FeatureMapBalance.Mean(_pictures);
    }

    public void Dispose()
    {
    }
}
