using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation;

/// <summary>The results of one pass over the data.</summary>
/// <param name="Results">A result per candidate.</param>
/// <param name="Differences">The differences of each later candidate from the first.</param>
internal sealed record EvaluationPass(IReadOnlyList<ReconstructionResult> Results, IReadOnlyList<MetricDifference> Differences)
{
    public static EvaluationPass Of(IReadOnlyList<ReconstructionResult> results) => new(results, MetricDifference.AgainstFirst(results));
}
