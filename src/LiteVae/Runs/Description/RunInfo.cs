using LiteVae.Runs.Schedule;

namespace LiteVae.Runs.Description;

/// <summary>What is fixed for a run from its first step.</summary>
public sealed record RunInfo
{
    /// <summary>The run folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The recipe's name or file.</summary>
    public required string Recipe { get; init; }

    /// <summary>The resolved recipe, as YAML.</summary>
    public required string ConfigYaml { get; init; }

    /// <summary>What the model is, in a few words.</summary>
    public required string Model { get; init; }

    /// <summary>The parts of the model, with their numbers of parameters.</summary>
    public required IReadOnlyList<ModelPart> Parts { get; init; }

    /// <summary>Where the data came from: a path or "procedural".</summary>
    public required string Data { get; init; }

    /// <summary>Images in the data set; null where it has no end.</summary>
    public long? DataCount { get; init; }

    /// <summary>What else is to be known about the model: names and values, for people.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>The phases of the schedule.</summary>
    public IReadOnlyList<RunPhase> Phases { get; init; } = [];

    /// <summary>What distinguishes the phases, as a noun in lower case.</summary>
    public string PhaseTerm { get; init; } = "phase";

    /// <summary>Steps in all.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Images to be seen in all.</summary>
    public long TotalImages { get; init; }

    /// <summary>The step the run goes on from; 0 for a fresh one.</summary>
    public long ResumedAtStep { get; init; }

    /// <summary>Processor or accelerator, in words.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>Threads per operation, in each process.</summary>
    public int Threads { get; init; }

    /// <summary>Number of processes that train together.</summary>
    public int Ranks { get; init; } = 1;

    /// <summary>What the user should know about the beginning of the run, one sentence each, such as a lock that was taken over.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What the task adds to the report.</summary>
    internal ReportContent Report { get; init; } = new();
}
