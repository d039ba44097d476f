using LiteVae.Codec.Configuration;

namespace LiteVae.Training;

/// <summary>One phase of the schedule.</summary>
public sealed record TrainPhase : IValidated
{
    /// <summary>Side of the square crops, in pixels.</summary>
    public int Resolution { get; init; } = 128;

    /// <summary>
    /// Length in pixels to which the pictures' short sides are brought before they are cropped; null: the resolution. Small crops of larger pictures cost what small pictures cost,
    /// and show the model the detail that it will meet at the larger size.
    /// </summary>
    public int? ShortSide { get; init; }

    /// <summary>Optimizer steps.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Length of the pictures' short sides, whether it is given or that of the crops.</summary>
    internal int PictureSide => ShortSide ?? Resolution;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Resolution is < 16 or > 4096)
            yield return new ConfigProblem("resolution", $"expected 16 to 4096; found {Resolution}");
        if (ShortSide is { } side && (side < Resolution || side > 16384))
            yield return new ConfigProblem("short_side", $"expected the resolution ({Resolution}) to 16384, or null; found {side}");
        if (Steps < 1)
            yield return new ConfigProblem("steps", $"expected at least 1; found {Steps}");
        if (BatchSize is < 1 or > 65536)
            yield return new ConfigProblem("batch_size", $"expected 1 to 65536; found {BatchSize}");
    }
}
