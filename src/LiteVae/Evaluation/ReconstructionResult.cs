namespace LiteVae.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Metrics">The metrics' means over the images for which they are defined, by name; absent where that is none.</param>
/// <param name="Scores">Every image's scores, in the data's order.</param>
/// <param name="Skipped">Images that could not be read.</param>
/// <param name="Partial">Whether it was stopped before the end.</param>
public sealed record ReconstructionResult(
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ImageScore> Scores, long Skipped, bool Partial)
{
    /// <summary>Images evaluated.</summary>
    public long Images => Scores.Count;
}

/// <summary>One image's scores.</summary>
/// <param name="Name">The image.</param>
/// <param name="Values">By metric; SSIM is absent for images smaller than its window.</param>
public sealed record ImageScore(string Name, IReadOnlyDictionary<string, double> Values);

/// <summary>How far an evaluation is.</summary>
/// <param name="Done">Images evaluated or skipped.</param>
/// <param name="Total">Images in all; null where the data has no end.</param>
public sealed record EvaluationProgress(long Done, long? Total);
