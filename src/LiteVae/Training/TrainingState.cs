namespace LiteVae.Training;

/// <summary>Where a run is: all that a checkpoint holds besides tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen: the position of the sampler.</param>
/// <param name="Elapsed">Training time so far, summed over processes.</param>
/// <param name="Psnr">PSNR of the averaged weights on the sample images when last measured (dB); null before the first time.</param>
/// <param name="Skipped">Steps without an update because a gradient was not finite.</param>
/// <param name="SkippedInARow">How many of them were the last ones.</param>
internal sealed record TrainingState(long Step, long Images, TimeSpan Elapsed, double? Psnr, long Skipped = 0, int SkippedInARow = 0)
{
    public static TrainingState Start { get; } = new(0, 0, TimeSpan.Zero, null);
}
