using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation;

/// <summary>The results of one pass over the data, with paired comparisons of the candidates.</summary>
/// <param name="Results">A result for each candidate, at least one.</param>
/// <param name="Differences">The differences of each later candidate from the first, in every metric with values per image.</param>
public sealed record EvaluationPass(IReadOnlyList<ReconstructionResult> Results, IReadOnlyList<MetricDifference> Differences)
{
    /// <summary>Compares the results of one pass with each other.</summary>
    /// <param name="results">Results on the same images, at least one.</param>
    /// <exception cref="ArgumentException">There is no result.</exception>
    public static EvaluationPass Of(IReadOnlyList<ReconstructionResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
            throw new ArgumentException("A pass has at least one result.", nameof(results));
        return new(results, MetricDifference.AgainstFirst(results));
    }
}
