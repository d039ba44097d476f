namespace LiteVae.Server.Endpoints;

/// <summary>A served model, as <c>GET /v1/models</c> tells it.</summary>
internal sealed record ModelInfo
{
    /// <summary>What requests call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether requests that name no model get it.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Whether its weights are in memory.</summary>
    public required bool Loaded { get; init; }

    /// <summary>The bytes of its files.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The memory of its weights, estimated; null while it is not loaded.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Z; null where its file cannot be read.</summary>
    public int? LatentChannels { get; init; }

    /// <summary>Pixels a side for each position of a latent; null where its file cannot be read.</summary>
    public int? DownsamplingFactor { get; init; }

    /// <summary>Whether its latents can be scaled for diffusion models.</summary>
    public bool? HasScale { get; init; }
}
