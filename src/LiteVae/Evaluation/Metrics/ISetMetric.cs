using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>A metric of all images together: it accumulates what it needs of one candidate, in bounded memory.</summary>
/// <remarks>What costs time is in <see cref="Observe"/>, which keeps nothing, so that several ranks can do it, each for its images, where one of them accumulates for all.</remarks>
internal interface ISetMetric : IDisposable
{
    /// <summary>What the metric needs of a batch: a few tensors, float32 or float64, on the processor; none where the metric is not defined for the candidate.</summary>
    /// <returns>Tensors of the caller's dispose scope.</returns>
    IReadOnlyList<Tensor> Observe(EvaluatedBatch batch);

    /// <summary>Takes what was observed of a batch. Batches come in the order of the images.</summary>
    void Add(IReadOnlyList<Tensor> observed);

    /// <summary>Puts its figures, and what a reader must know of them, into a result.</summary>
    void Complete(SetFigures figures);
}
