namespace LiteVae.Evaluation.Metrics;

/// <summary>A metric with a value for each image; it keeps nothing, so that all candidates share it.</summary>
internal interface IImageMetric : IDisposable
{
    string Name { get; }

    /// <summary>A value per image; NaN where the metric is not defined for it.</summary>
    double[] Measure(EvaluatedBatch batch);
}
