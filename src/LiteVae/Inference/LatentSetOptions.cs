namespace LiteVae.Inference;

/// <summary>How a data set of latents is made.</summary>
public sealed record LatentSetOptions
{
    /// <summary>SHA-256 of the model file, 64 lowercase hexadecimal digits, which the data set remembers.</summary>
    public required string FirstStage { get; init; }

    /// <summary>The side in pixels to which pictures are resized and cropped in the middle; null: each keeps its own size.</summary>
    public int? Resolution { get; init; }

    /// <summary>The number of pictures in a file, at least 1.</summary>
    public int ShardSize { get; init; } = 1000;

    /// <summary>The number of threads that decode pictures while others are encoded, at least 1.</summary>
    public int Workers { get; init; } = 2;
}
