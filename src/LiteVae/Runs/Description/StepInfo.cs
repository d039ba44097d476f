using LiteVae.Runs.Schedule;

namespace LiteVae.Runs.Description;

/// <summary>Where a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TotalSteps">Steps in all.</param>
/// <param name="Images">Images seen.</param>
/// <param name="TotalImages">Images to be seen in all.</param>
/// <param name="Phase">The phase of the step.</param>
/// <param name="ImagesPerSecond">Smoothed rate.</param>
/// <param name="Elapsed">Time in this process.</param>
/// <param name="Remaining">Estimated time to the end.</param>
public sealed record StepInfo(
    long Step, long TotalSteps, long Images, long TotalImages, RunPhase Phase,
    double ImagesPerSecond, TimeSpan Elapsed, TimeSpan Remaining);
