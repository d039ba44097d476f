namespace LiteVae.Cli.Verbs.Launch;

/// <summary>What "launch" was asked for.</summary>
internal sealed record LaunchRequest
{
    /// <summary>How many ranks.</summary>
    public required int Ranks { get; init; }

    /// <summary>The verb that the ranks run, with its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>auto, openmpi or mpich.</summary>
    public string Mpi { get; init; } = "auto";

    /// <summary>Threads of each rank; null for its share of the cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether each rank keeps to cores of its own.</summary>
    public bool Binds { get; init; } = true;

    /// <summary>Whether ranks may be more than cores.</summary>
    public bool Oversubscribes { get; init; }

    /// <summary>Whether the launcher's command is shown rather than run.</summary>
    public bool DryRun { get; init; }
}
