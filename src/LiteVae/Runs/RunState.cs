namespace LiteVae.Runs;

/// <summary>Where a run is: all that a checkpoint holds besides tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen: the position in the order of the data.</param>
/// <param name="Elapsed">Training time so far, summed over the processes that carried the run.</param>
/// <param name="Score">The headline figure of the task's samples when it was last measured; null before the first time.</param>
/// <param name="Skipped">Steps without an update because a gradient was not finite.</param>
/// <param name="SkippedInARow">How many of the skipped steps were the last ones.</param>
internal sealed record RunState(long Step, long Images, TimeSpan Elapsed, double? Score, long Skipped = 0, int SkippedInARow = 0)
{
    public static RunState Start { get; } = new(0, 0, TimeSpan.Zero, null);

    /// <summary>The state one step later.</summary>
    /// <param name="images">Images seen by then.</param>
    /// <param name="updated">False where the step was skipped because a gradient was not finite.</param>
    public RunState After(long images, bool updated) => this with
    {
        Step = Step + 1,
        Images = images,
        Skipped = Skipped + (updated ? 0 : 1),
        SkippedInARow = updated ? 0 : SkippedInARow + 1,
    };
}
