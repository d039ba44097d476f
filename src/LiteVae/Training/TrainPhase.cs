using LiteVae.Codec.Configuration;

namespace LiteVae.Training;

/// <summary>One phase of the schedule.</summary>
public sealed record TrainPhase : IValidated
{
    /// <summary>Side of the square crops, in pixels.</summary>
    public int Resolution { get; init; } = 128;

    /// <summary>Optimizer steps.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 16;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Resolution is < 16 or > 4096)
            yield return new ConfigProblem("resolution", $"expected 16 to 4096; found {Resolution}");
        if (Steps < 1)
            yield return new ConfigProblem("steps", $"expected at least 1; found {Steps}");
        if (BatchSize is < 1 or > 65536)
            yield return new ConfigProblem("batch_size", $"expected 1 to 65536; found {BatchSize}");
    }
}
