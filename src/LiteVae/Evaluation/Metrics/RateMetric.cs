using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Metrics.Images;

namespace LiteVae.Evaluation.Metrics;

/// <summary>Bits of KL per pixel; not defined for what has no posterior.</summary>
internal sealed class RateMetric : IImageMetric
{
    public string Name => "rate";

    public double[] Measure(EvaluatedBatch batch) => batch.Latent?.Posterior is { } posterior
        ? LatentRate.BitsPerPixel(posterior, batch.Originals.size(2), batch.Originals.size(3))
        : Undefined.For(batch);

    public void Dispose()
    {
    }
}
