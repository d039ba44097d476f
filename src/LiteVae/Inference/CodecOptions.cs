using LiteVae.Codec.Tiles;

namespace LiteVae.Inference;

/// <summary>How a <see cref="LiteVaeCodec"/> computes.</summary>
public sealed record CodecOptions
{
    /// <summary>The arithmetic.</summary>
    public InferencePrecision Precision { get; init; } = InferencePrecision.Auto;

    /// <summary>Whether pictures are computed in tiles. By default in as large ones as 1 GiB allows.</summary>
    public Tiling Tiling { get; init; } = Tiling.Within(1024);
}
