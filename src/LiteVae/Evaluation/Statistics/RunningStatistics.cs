namespace LiteVae.Evaluation.Statistics;

/// <summary>Count, mean, standard deviation and extremes of values that pass by once (Welford), in constant memory.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
public sealed class RunningStatistics
{
    private double _squares;

    /// <summary>Values so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; NaN before the first.</summary>
    public double Mean { get; private set; } = double.NaN;

    /// <summary>Their standard deviation with ddof 1; NaN before the second.</summary>
    public double StandardDeviation => Count < 2 ? double.NaN : Math.Sqrt(_squares / (Count - 1));

    /// <summary>Standard error of the mean; NaN before the second value.</summary>
    public double StandardError => StandardDeviation / Math.Sqrt(Count);

    /// <summary>The smallest; NaN before the first.</summary>
    public double Minimum { get; private set; } = double.NaN;

    /// <summary>The largest; NaN before the first.</summary>
    public double Maximum { get; private set; } = double.NaN;

    /// <summary>Takes a value. NaN and infinity are taken too: they then show in the mean.</summary>
    public void Add(double value)
    {
        Count++;
        if (Count == 1)
        {
            Mean = Minimum = Maximum = value;
            return;
        }
        var difference = value - Mean;
        Mean += difference / Count;
        _squares += difference * (value - Mean);
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
    }

    /// <summary>Takes several values.</summary>
    public void Add(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
            Add(value);
    }
}
