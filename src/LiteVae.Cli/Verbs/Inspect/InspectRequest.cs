namespace LiteVae.Cli.Verbs.Inspect;

internal sealed record InspectRequest
{
    public string? Model { get; init; }

    public string? Preset { get; init; }

    public IReadOnlyList<string> Settings { get; init; } = [];

    public required int Resolution { get; init; }

    public required int Depth { get; init; }

    /// <summary>The file to draw into.</summary>
    public string? Picture { get; init; }

    /// <summary>The image that passes through the model.</summary>
    public string? Image { get; init; }

    public bool Json { get; init; }
}
