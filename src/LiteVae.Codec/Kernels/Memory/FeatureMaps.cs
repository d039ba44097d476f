namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Feature maps in memory: float32, positions row by row, the channels of a position side by side. Owns nothing.</summary>
/// <param name="data">The first value.</param>
/// <param name="images">B.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="channels">C.</param>
internal readonly unsafe struct FeatureMaps(float* data, int images, int height, int width, int channels)
{
    public float* Data { get; } = data;

    public int Images { get; } = images;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Channels { get; } = channels;

    /// <summary>B x H x W.</summary>
    public long Positions => (long)Images * Height * Width;

    /// <summary>Requires the channels that weights are for, of this input and of its result: a kernel writes where it is told to.</summary>
    public void Require(int channels, FeatureMaps result, int results)
    {
        if (Channels != channels || result.Channels != results || result.Images != Images)
            throw new ArgumentException($"Weights take [{channels}] channels to [{results}]; got {Images} images of [{Channels}] and {result.Images} of [{result.Channels}].");
    }

    /// <summary>Requires others to be as many and as large, whatever their channels.</summary>
    /// <param name="other">The others.</param>
    /// <param name="scale">How many times as high and wide they should be.</param>
    public void RequireSize(FeatureMaps other, int scale = 1)
    {
        if ((other.Images, other.Height, other.Width) != (Images, scale * Height, scale * Width))
            throw new ArgumentException($"{other.Images} feature maps of {other.Height}x{other.Width} where {Images} of {scale * Height}x{scale * Width} belong.", nameof(other));
    }

    /// <summary>Whether others are as many, as large and as deep.</summary>
    public bool HasShapeOf(FeatureMaps other) => (Images, Height, Width, Channels) == (other.Images, other.Height, other.Width, other.Channels);

    /// <summary>The channels of a position, which must lie within.</summary>
    public float* At(int image, int row, int column) => Data + (((long)image * Height + row) * Width + column) * Channels;
}
