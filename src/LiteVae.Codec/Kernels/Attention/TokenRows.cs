namespace LiteVae.Codec.Kernels.Attention;

/// <summary>Some neighboring channels of every position of feature maps, as rows: queries, keys or values of an attention. Owns nothing.</summary>
/// <param name="data">The first channel of the first row.</param>
/// <param name="images">B.</param>
/// <param name="positions">N, the number of rows of an image.</param>
/// <param name="channels">The number of channels in a row.</param>
/// <param name="stride">The distance from a row to the next; at least <paramref name="channels"/>.</param>
internal readonly unsafe struct TokenRows(float* data, int images, int positions, int channels, long stride)
{
    /// <summary>All channels of feature maps.</summary>
    public TokenRows(FeatureMaps maps)
        : this(maps, 0, maps.Channels)
    {
    }

    /// <summary>Channels of feature maps from the first on, such as the queries of a layer that computes queries, keys and values at once.</summary>
    public TokenRows(FeatureMaps maps, int first, int channels)
        : this(maps.Data + first, maps.Images, maps.Height * maps.Width, channels, maps.Channels)
    {
        if (first < 0 || channels < 1 || first + channels > maps.Channels)
            throw new ArgumentOutOfRangeException(nameof(channels), $"Channels {first} to {first + channels} of feature maps of {maps.Channels}.");
    }

    public float* Data { get; } = data;

    public int Images { get; } = images;

    public int Positions { get; } = positions;

    public int Channels { get; } = channels;

    public long Stride { get; } = stride;

    /// <summary>The first channel of a row.</summary>
    public float* At(int image, int position) => Data + ((long)image * Positions + position) * Stride;

    /// <summary>Requires a number of images, positions and channels.</summary>
    public void Require(int images, int positions, int channels)
    {
        if (Images != images || Positions != positions || Channels != channels)
            throw new ArgumentException($"Attention over {images} images of {positions} positions of [{channels}]; got {Images} of {Positions} of [{Channels}].");
    }
}
