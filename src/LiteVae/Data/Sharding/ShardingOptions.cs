namespace LiteVae.Data.Sharding;

/// <summary>How images are put into tars.</summary>
public sealed record ShardingOptions
{
    /// <summary>The most samples of a tar.</summary>
    public const int MaxSamples = 100_000;

    /// <summary>The size in bytes that a tar does not pass, unless a single sample is larger: 3 GB.</summary>
    public const long DefaultBytes = 3_000_000_000;

    /// <summary>The number of samples after which the next tar begins, 1 to <see cref="MaxSamples"/>.</summary>
    public int SamplesPerShard { get; init; } = MaxSamples;

    /// <summary>The number of bytes before which the next tar begins, at least 1.</summary>
    public long BytesPerShard { get; init; } = DefaultBytes;

    /// <summary>The length in pixels to which a longer short side is shrunk; null: none is. Images are then written in <see cref="Format"/>, as JPEG where that is null.</summary>
    public int? ShortSide { get; init; }

    /// <summary>The format in which images are written; null: their files are copied as they are, unless they are shrunk.</summary>
    public ShardImageFormat? Format { get; init; }

    /// <summary>The quality of JPEG and WebP, 1 to 100.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Whether the first folder of an image's name is its class.</summary>
    public bool FolderLabels { get; init; }

    /// <summary>Chooses a random order of the images; null: their own order, in which folders and classes follow each other.</summary>
    public ulong? ShuffleSeed { get; init; }

    /// <summary>The number of threads that read and encode, at least 1. The tars do not depend on it.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Whether tars that are there already are replaced.</summary>
    public bool Overwrite { get; init; }

    internal ShardImageFormat? WrittenFormat => Format ?? (ShortSide is null ? null : ShardImageFormat.Jpeg);
}
