using LiteVae.Cli.Shared;
using LiteVae.Experiments;

namespace LiteVae.Cli.Verbs.Reproduce;

internal sealed record ReproduceRequest
{
    /// <summary>A table's name, or a file.</summary>
    public required string Table { get; init; }

    public ExperimentScale Scale { get; init; }

    public IReadOnlyList<string> Data { get; init; } = [];

    public required string Output { get; init; }

    public int Seeds { get; init; } = 1;

    public IReadOnlyList<string> Settings { get; init; } = [];

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}
