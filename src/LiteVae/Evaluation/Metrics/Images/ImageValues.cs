namespace LiteVae.Evaluation.Metrics.Images;

/// <summary>The values of the metrics that have one per image, as batches come in; and their means.</summary>
/// <param name="metrics">Not owned.</param>
internal sealed class ImageValues(IReadOnlyList<IImageMetric> metrics)
{
    private readonly Dictionary<string, List<double>> _values = metrics.ToDictionary(m => m.Name, _ => new List<double>());
    private readonly Dictionary<string, int> _tooSmall = [];

    /// <summary>By metric, one value per image; NaN where the metric is not defined.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> All => _values.ToDictionary(v => v.Key, v => (IReadOnlyList<double>)v.Value);

    /// <summary>By metric, the mean over the images for which it is defined; absent where that is none.</summary>
    public IEnumerable<KeyValuePair<string, double>> Means
    {
        get
        {
            foreach (var (metric, values) in _values)
            {
                if (values.Where(double.IsFinite).ToList() is { Count: > 0 } defined)
                    yield return KeyValuePair.Create(metric, defined.Average());
            }
        }
    }

    /// <summary>What a reader must know of the means: how many images are not in them, and why.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach (var metric in metrics)
            {
                var values = _values[metric.Name];
                var tooSmall = _tooSmall.GetValueOrDefault(metric.Name);
                if (tooSmall > 0)
                    yield return $"{metric.Name} needs sides of at least {metric.MinSide} pixels: {tooSmall} of {values.Count} images are smaller and not in its mean";
                var notFinite = values.Count(v => !double.IsFinite(v)) - tooSmall;
                if (notFinite > 0 && notFinite + tooSmall < values.Count) // where no image has a value, there is no mean
                    yield return $"{metric.Name} is not finite for {notFinite} of {values.Count} images, which are not in its mean";
            }
        }
    }

    /// <summary>Measures a batch, and keeps its values.</summary>
    public void Add(EvaluatedBatch batch) => Add(Observe(batch), Side(batch));

    /// <summary>The values of a batch, metric by metric, which are not kept.</summary>
    public IReadOnlyList<double[]> Observe(EvaluatedBatch batch) => [.. metrics.Select(metric => Side(batch) < metric.MinSide ? Undefined.For(batch) : metric.Measure(batch))];

    /// <summary>Keeps the values of a batch.</summary>
    /// <param name="observed">A value per image, metric by metric.</param>
    /// <param name="side">The shorter side of the images, in pixels.</param>
    public void Add(IReadOnlyList<double[]> observed, long side)
    {
        for (var i = 0; i < metrics.Count; i++)
        {
            _values[metrics[i].Name].AddRange(observed[i]);
            if (side < metrics[i].MinSide)
                _tooSmall[metrics[i].Name] = _tooSmall.GetValueOrDefault(metrics[i].Name) + observed[i].Length;
        }
    }

    private static long Side(EvaluatedBatch batch) => Math.Min(batch.Originals.size(2), batch.Originals.size(3));
}
