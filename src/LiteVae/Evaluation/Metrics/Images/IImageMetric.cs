namespace LiteVae.Evaluation.Metrics.Images;

/// <summary>A metric with a value for each image; it keeps nothing, so that all candidates share it.</summary>
internal interface IImageMetric : IDisposable
{
    string Name { get; }

    /// <summary>The smallest height and width, in pixels, for which the metric is defined.</summary>
    int MinSide => 1;

    /// <summary>A value per image; NaN where the metric is not defined for it.</summary>
    /// <param name="batch">Images with sides from <see cref="MinSide"/>.</param>
    double[] Measure(EvaluatedBatch batch);
}
