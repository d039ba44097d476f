using LiteVae.Evaluation.Similarity;

namespace LiteVae.Evaluation.Metrics.Images;

/// <summary>SSIM; not defined for images smaller than its window.</summary>
internal sealed class SsimMetric : IImageMetric
{
    public string Name => "ssim";

    public int MinSide => Ssim.MinimumSide;

    public double[] Measure(EvaluatedBatch batch) => Ssim.Of(batch.Originals, batch.Reconstructions);

    public void Dispose()
    {
    }
}
