using LiteVae.Codec.Models;

namespace LiteVae.Codec.Shards;

/// <summary>What a data set of latents says of the pictures and of the first stage that encoded them.</summary>
public sealed record LatentShardsInfo
{
    /// <summary>SHA-256 of the model file, 64 lowercase hexadecimal digits: tells first stages apart.</summary>
    public required string FirstStage { get; init; }

    /// <summary>Z, the channels of a latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Pixels per latent position along a side.</summary>
    public required int DownsamplingFactor { get; init; }

    /// <summary>The side in pixels to which all pictures were cropped; null where each kept its own size.</summary>
    public int? Resolution { get; init; }

    /// <summary>Measured statistics of the first stage's latents; null where its file has none.</summary>
    public LatentScale? Scale { get; init; }

    /// <summary>The names of the classes, in the order of their numbers; empty where pictures have no labels.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}
