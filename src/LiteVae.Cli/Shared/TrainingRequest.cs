namespace LiteVae.Cli.Shared;

/// <summary>What a user asks of a training, whatever is trained.</summary>
internal sealed record TrainingRequest
{
    public required string Recipe { get; init; }

    public string? Data { get; init; }

    public string? Output { get; init; }

    public string? Resume { get; init; }

    /// <summary>Steps of the last phase in all; null for the recipe's, or the run's.</summary>
    public long? Steps { get; init; }

    public long? Seed { get; init; }

    public required IReadOnlyList<string> Settings { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}
