using LiteVae.Evaluation.Features;

namespace LiteVae.Evaluation.Metrics;

/// <summary>FID and KID of one candidate, against features of the originals that all candidates share.</summary>
/// <param name="reference">The originals' features; not owned.</param>
/// <param name="candidate">Taken over.</param>
internal sealed class FeatureMetric(FeatureSet reference, FeatureSet candidate) : ISetMetric
{
    public void Add(EvaluatedBatch batch) => candidate.Add(batch.Reconstructions);

    public void Complete(SetFigures figures) => figures.Take(candidate.CompareWith(reference));

    public void Dispose() => candidate.Dispose();
}
