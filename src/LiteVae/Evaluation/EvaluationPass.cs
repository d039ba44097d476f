using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation;

/// <summary>What one pass over the data found.</summary>
/// <param name="Results">A result per candidate.</param>
/// <param name="Differences">Of each later candidate from the first.</param>
internal sealed record EvaluationPass(IReadOnlyList<ReconstructionResult> Results, IReadOnlyList<MetricDifference> Differences)
{
    public static EvaluationPass Of(IReadOnlyList<ReconstructionResult> results) => new(results, MetricDifference.AgainstFirst(results));
}
