using LiteVae.Evaluation.Latents;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>Moments and correlations of the latent's channels, from posterior samples: what a diffusion model is trained on.</summary>
internal sealed class LatentMetric : ISetMetric
{
    private LatentStatistics? _statistics;

    /// <returns>The samples: [B,Z,h,w].</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch) => batch.Latent?.Sample is { } sample ? [sample.alias().to(CPU)] : [];

    public void Add(IReadOnlyList<Tensor> observed)
    {
        if (observed is not [var sample])
            return;
        _statistics ??= new LatentStatistics((int)sample.size(1));
        _statistics.Add(sample);
    }

    public void Complete(SetFigures figures)
    {
        if (_statistics is null)
            return;
        figures.Latents = _statistics;
        figures.Values["latents_std"] = _statistics.GlobalStandardDeviation();
    }

    public void Dispose()
    {
    }
}
