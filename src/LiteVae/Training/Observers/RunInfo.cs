using LiteVae.Codec.Kernels;

namespace LiteVae.Training.Observers;

/// <summary>What is fixed for a run from its first step.</summary>
public sealed record RunInfo
{
    /// <summary>The run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The recipe's name or file.</summary>
    public required string Recipe { get; init; }

    /// <summary>The resolved recipe, as YAML.</summary>
    public required string ConfigYaml { get; init; }

    /// <summary>What the model is, in a few words: "litevae-s-mini" or "litevae encoder, sd decoder".</summary>
    public required string Model { get; init; }

    /// <summary>Parameters of the encoder.</summary>
    public required long EncoderParameters { get; init; }

    /// <summary>Parameters of the decoder.</summary>
    public required long DecoderParameters { get; init; }

    /// <summary>Latent channels.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Where the data came from: a path or "procedural".</summary>
    public required string Data { get; init; }

    /// <summary>Images in the data set; null where it has no end.</summary>
    public long? DataCount { get; init; }

    /// <summary>The phases of the schedule.</summary>
    public required IReadOnlyList<PhaseInfo> Phases { get; init; }

    /// <summary>Steps in all.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Images to be seen in all.</summary>
    public required long TotalImages { get; init; }

    /// <summary>The step the run goes on from; 0 for a fresh one.</summary>
    public long ResumedAtStep { get; init; }

    /// <summary>Processor or accelerator, in words.</summary>
    public required string Hardware { get; init; }

    /// <summary>Threads per operation.</summary>
    public required int Threads { get; init; }
}

/// <summary>One phase of the schedule.</summary>
/// <param name="Resolution">Side of the square crops, in pixels.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="BatchSize">Images a step.</param>
public sealed record PhaseInfo(int Resolution, long Steps, int BatchSize);
