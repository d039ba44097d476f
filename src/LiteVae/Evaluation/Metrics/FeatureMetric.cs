using LiteVae.Evaluation.Features;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>FID and KID of one candidate, against features of the originals that all candidates share.</summary>
/// <param name="reference">The originals' features; not owned.</param>
/// <param name="candidate">Taken over.</param>
internal sealed class FeatureMetric(FeatureSet reference, FeatureSet candidate) : ISetMetric
{
    /// <returns>[B, features].</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch) => [candidate.Observe(batch.Reconstructions)];

    public void Add(IReadOnlyList<Tensor> observed) => candidate.AddFeatures(observed[0]);

    public void Complete(SetFigures figures) => figures.Take(candidate.CompareWith(reference));

    public void Dispose() => candidate.Dispose();
}
