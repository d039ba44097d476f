namespace LiteVae.Evaluation.Metrics;

/// <summary>A metric of all images together: it accumulates what it needs of one candidate, in bounded memory.</summary>
internal interface ISetMetric : IDisposable
{
    void Add(EvaluatedBatch batch);

    /// <summary>Puts its figures, and what a reader must know of them, into a result.</summary>
    void Complete(SetFigures figures);
}
