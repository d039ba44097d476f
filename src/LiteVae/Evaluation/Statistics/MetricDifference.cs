namespace LiteVae.Evaluation.Statistics;

/// <summary>How two candidates differ in a metric, on the images that both were given.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Candidate">Who is compared.</param>
/// <param name="Against">The name of the candidate that it is compared with.</param>
/// <param name="Difference">Mean of candidate minus against over images, with its paired bootstrap interval.</param>
public sealed record MetricDifference(string Metric, string Candidate, string Against, ConfidenceInterval Difference)
{
    /// <summary>1: the candidate is better, -1: worse, 0: the interval holds zero, or the metric knows no better.</summary>
    public int Verdict => Difference.ExcludesZero ? Math.Sign(Difference.Estimate) * MetricInfo.Of(Metric).Better : 0;

    /// <summary>Every later candidate against the first, in every metric with values per image.</summary>
    /// <param name="results">The results of one pass over the data.</param>
    public static IReadOnlyList<MetricDifference> AgainstFirst(IReadOnlyList<ReconstructionResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return [.. results.Skip(1).SelectMany(r => Of(results[0], r))];
    }

    private static IEnumerable<MetricDifference> Of(ReconstructionResult first, ReconstructionResult other)
    {
        foreach (var (metric, values) in first.Values)
        {
            var pairs = values.Zip(other.Values[metric]).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).ToList();
            if (pairs.Count > 0)
                yield return new(metric, other.Name, first.Name, Bootstrap.PairedDifference([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)]));
        }
    }
}
