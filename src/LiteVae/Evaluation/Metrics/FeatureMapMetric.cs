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

    /// <returns>[B, maps]: the ratios of each picture.</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch)
    {
        if (batch.Model is not { } model || batch.Latent?.Posterior is not { } posterior)
            return [];
        using var scope = NewDisposeScope();
        var pictures = LastBlock.BalanceOf(LastBlock.Decode(model, posterior.Mean).Maps);
        double[] ratios = [.. pictures.SelectMany(p => p.Ratios)];
        return [tensor(ratios, [pictures.Count, pictures[0].Ratios.Count]).MoveToOuterDisposeScope()];
    }

    public void Add(IReadOnlyList<Tensor> observed)
    {
        if (observed is [var ratios])
            _pictures.AddRange(ratios.data<double>().ToArray().Chunk((int)ratios.size(1)).Select(r => new FeatureMapBalance(r)));
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
