using LiteVae.Codec.Numerics;

namespace LiteVae.Evaluation.Statistics;

/// <summary>Confidence intervals by resampling images with replacement (percentile bootstrap, Efron 1979).</summary>
public static class Bootstrap
{
    /// <summary>The mean difference b - a of a metric on the same images.</summary>
    /// <param name="a">One value per image.</param>
    /// <param name="b">The second candidate's values, of the same images in the same order.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="resamples">The number of resamples, at least 100; the time is proportional to resamples x images.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <exception cref="ArgumentException">Not one value per image in both, no image, or a value that is not finite.</exception>
    public static ConfidenceInterval PairedDifference(
        IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence = 0.95, int resamples = 2_000, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count)
            throw new ArgumentException($"A paired difference needs the same images in both; got {a.Count} and {b.Count} values.");
        return Mean([.. a.Zip(b, (x, y) => y - x)], confidence, resamples, seed);
    }

    /// <summary>The mean of a metric over images.</summary>
    /// <inheritdoc cref="PairedDifference"/>
    /// <param name="values">One value per image.</param>
    public static ConfidenceInterval Mean(IReadOnlyList<double> values, double confidence = 0.95, int resamples = 2_000, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        if (values.Count == 0 || values.Any(v => !double.IsFinite(v)))
            throw new ArgumentException("A bootstrap needs at least one value, and finite ones.", nameof(values));

        double[] data = [.. values];
        var random = new RandomStream(RandomStream.Mix(seed, (ulong)data.Length));
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < data.Length; i++)
                sum += data[random.Below(data.Length)];
            means[r] = sum / data.Length;
        }
        Array.Sort(means);
        var tail = (1 - confidence) / 2;
        return new(data.Average(), Quantile(means, tail), Quantile(means, 1 - tail), confidence);
    }

    // Linear between order statistics, as numpy's default.
    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var left = (int)position;
        var right = Math.Min(left + 1, sorted.Length - 1);
        return sorted[left] + (position - left) * (sorted[right] - sorted[left]);
    }
}
