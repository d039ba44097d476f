using LiteVae.Runs.Report;

namespace LiteVae.Experiments.Measures;

/// <summary>Figures of the course of a training, from its <c>metrics.jsonl</c>.</summary>
internal static class HistoryMeasures
{
    private const string Ratio = "adversarial_gradient_ratio_weighted";
    private const string Rate = "images_per_second";

    /// <summary>Adds the figures that are wanted and can be told.</summary>
    public static void Add(RowMeasures row, IReadOnlyList<string> figures)
    {
        string[] wanted = [.. figures.Where(f => MeasureInfo.Of(f).Kind == MeasureKind.History)];
        if (wanted.Length == 0)
            return;
        var series = RunHistory.Read(row.Row.Run.Metrics).Series;
        foreach (var figure in wanted)
        {
            if (ValueOf(figure, series) is { } value)
                row.Figures[new(figure, null)] = Sample.Once(value);
        }
    }

    /// <summary>A figure of a course; null where the course does not have what it needs.</summary>
    internal static double? ValueOf(string figure, IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> series)
    {
        if (figure == "training_time")
            return series.TryGetValue(Rate, out var rates) && rates.All(p => p.Value > 0) ? Seconds(rates) : null;
        // The second half of what was logged: the weight has risen to its full height by then.
        double[] logarithms = [.. series.GetValueOrDefault(Ratio, []).Where(p => p.Value > 0).Select(p => Math.Log10(p.Value))];
        logarithms = logarithms[(logarithms.Length / 2)..];
        if (logarithms.Length < 2)
            return null;
        var mean = logarithms.Average();
        return figure == "gradient_ratio" ? Math.Pow(10, mean) : Math.Sqrt(logarithms.Sum(l => (l - mean) * (l - mean)) / (logarithms.Length - 1));
    }

    // The images between two lines at the rate of the later one; samples and checkpoints are not in it.
    private static double Seconds(IReadOnlyList<HistoryPoint> rates) =>
        rates.Select((point, i) => (point.Images - (i == 0 ? 0 : rates[i - 1].Images)) / point.Value).Sum();
}
