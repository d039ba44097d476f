using LiteVae.Evaluation.Similarity;

namespace LiteVae.Evaluation.Metrics.Images;

internal sealed class PsnrMetric : IImageMetric
{
    public string Name => "psnr";

    public double[] Measure(EvaluatedBatch batch) => Psnr.Of(batch.Originals, batch.Reconstructions);

    public void Dispose()
    {
    }
}
