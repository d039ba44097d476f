namespace LiteVae.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Done">Images evaluated or skipped.</param>
/// <param name="Total">Images in all; null where the data has no end.</param>
public sealed record EvaluationProgress(long Done, long? Total);
