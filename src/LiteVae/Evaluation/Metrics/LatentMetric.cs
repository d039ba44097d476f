using LiteVae.Evaluation.Latents;

namespace LiteVae.Evaluation.Metrics;

/// <summary>Moments and correlations of the latent's channels, from posterior samples: what a diffusion model is trained on.</summary>
internal sealed class LatentMetric : ISetMetric
{
    private LatentStatistics? _statistics;

    public void Add(EvaluatedBatch batch)
    {
        if (batch.Latent?.Sample is not { } sample)
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
