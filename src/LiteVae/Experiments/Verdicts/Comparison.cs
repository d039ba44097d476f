using LiteVae.Evaluation.Statistics;
using LiteVae.Experiments.Measures;
using MathNet.Numerics.Distributions;

namespace LiteVae.Experiments.Verdicts;

/// <summary>Compares rows in pairs: image by image where there is one training of each, training by training where there are several.</summary>
internal static class Comparison
{
    private const double Confidence = 0.95;

    // With fewer values than these, resampling them makes too short an interval: Student's is taken.
    private const int FewestForBootstrap = 16;

    /// <summary>The interval of a mean.</summary>
    /// <param name="trainings">A sample for each training of a row.</param>
    /// <returns>Null where one number alone is known.</returns>
    public static ConfidenceInterval? IntervalOf(IReadOnlyList<Sample> trainings) =>
        trainings.Count > 1 ? Interval([.. trainings.Select(t => t.Value)])
        : Interval([.. trainings[0].Parts.Where(double.IsFinite)]);

    /// <summary>The difference of two rows.</summary>
    /// <param name="row">A sample for each training, in the order of seeds.</param>
    /// <param name="against">The same of the other row.</param>
    /// <param name="better">1 where higher is better, -1 where lower is; 0: the difference as it is.</param>
    public static Difference Between(IReadOnlyList<Sample> row, IReadOnlyList<Sample> against, int better)
    {
        var sign = better < 0 ? -1 : 1;
        double[] differences = [.. row.Zip(against, (a, b) => sign * (a.Value - b.Value))];
        var unit = row[0].Unit;
        if (unit == SampleUnit.Exact)
            return new Difference(differences[0], differences[0], differences[0], unit, 1, OverSeeds: false);
        if (differences.Length > 1)
            return Of(differences, unit, overSeeds: true);
        double[] parts = [.. row[0].Parts.Zip(against[0].Parts, (a, b) => sign * (a - b)).Where(double.IsFinite)];
        return parts.Length > 1 ? Of(parts, unit, overSeeds: false) : new Difference(differences[0], null, null, unit, parts.Length, OverSeeds: false);
    }

    private static Difference Of(double[] differences, SampleUnit unit, bool overSeeds)
    {
        var interval = Interval(differences);
        return new Difference(differences.Average(), interval?.Lower, interval?.Upper, unit, differences.Length, overSeeds);
    }

    private static ConfidenceInterval? Interval(double[] values)
    {
        if (values.Length < 2 || values.Any(v => !double.IsFinite(v)))
            return null;
        if (values.Length >= FewestForBootstrap)
            return Bootstrap.Mean(values, Confidence);
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        var reach = StudentT.InvCDF(0, 1, values.Length - 1, 0.5 + Confidence / 2) * deviation / Math.Sqrt(values.Length);
        return new ConfidenceInterval(mean, mean - reach, mean + reach, Confidence);
    }
}
