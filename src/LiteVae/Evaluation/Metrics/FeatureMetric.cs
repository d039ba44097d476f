using LiteVae.Evaluation.Inception;

namespace LiteVae.Evaluation.Metrics;

/// <summary>FID and KID of one candidate, against features of the originals that all candidates share.</summary>
/// <param name="network">Not owned.</param>
/// <param name="reference">The originals' features; not owned.</param>
/// <param name="candidate">Taken over.</param>
internal sealed class FeatureMetric(InceptionFeatures network, FeatureSet reference, FeatureSet candidate) : ISetMetric
{
    public void Add(EvaluatedBatch batch) => candidate.Add(network, batch.Reconstructions);

    public void Complete(SetFigures figures) => candidate.Compare(reference, figures);

    public void Dispose() => candidate.Dispose();
}
