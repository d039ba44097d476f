using LiteVae.Codec.Tiles;

namespace LiteVae.Codec;

/// <summary>How a <see cref="LatentCodec"/> works.</summary>
public sealed record LatentCodecOptions
{
    /// <summary>Whether large pictures are computed in tiles. By default in as large ones as 1 GiB of feature maps allows.</summary>
    public Tiling Tiling { get; init; } = Tiling.Within(1024);

    /// <summary>The most calls that compute at the same time, at least 1; others wait. Each takes memory for its own feature maps.</summary>
    public int MaxConcurrentCalls { get; init; } = 2;
}
