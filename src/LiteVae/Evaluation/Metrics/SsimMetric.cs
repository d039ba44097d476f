using LiteVae.Evaluation.Similarity;

namespace LiteVae.Evaluation.Metrics;

/// <summary>SSIM; not defined for images smaller than its window.</summary>
internal sealed class SsimMetric : IImageMetric
{
    public string Name => "ssim";

    public double[] Measure(EvaluatedBatch batch) => Math.Min(batch.Originals.size(2), batch.Originals.size(3)) < Ssim.MinimumSide
        ? Undefined.For(batch)
        : Ssim.Of(batch.Originals, batch.Reconstructions);

    public void Dispose()
    {
    }
}
