namespace LiteVae.Codec.Kernels.Memory;

/// <summary>A view of feature maps in memory, [B, H, W, C] in float32; it does not own the memory.</summary>
/// <param name="data">The address of the first value.</param>
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

    /// <summary>Requires this input and its result to have the channels that a kernel's weights are made for, as kernels do not check where they write.</summary>
    /// <param name="channels">The number of this input's channels.</param>
    /// <param name="result">The feature maps that the kernel writes.</param>
    /// <param name="results">The number of the result's channels.</param>
    public void Require(int channels, FeatureMaps result, int results)
    {
        if (Channels != channels || result.Channels != results || result.Images != Images)
            throw new ArgumentException($"Weights take [{channels}] channels to [{results}]; got {Images} images of [{Channels}] and {result.Images} of [{result.Channels}].");
    }

    /// <summary>Requires other feature maps to have the same number of images and the same size, whatever their channels.</summary>
    /// <param name="other">The other feature maps.</param>
    /// <param name="scale">The factor by which they are to be higher and wider.</param>
    public void RequireSize(FeatureMaps other, int scale = 1)
    {
        if ((other.Images, other.Height, other.Width) != (Images, scale * Height, scale * Width))
            throw new ArgumentException($"{other.Images} feature maps of {other.Height}x{other.Width} where {Images} of {scale * Height}x{scale * Width} belong.", nameof(other));
    }

    /// <summary>Whether other feature maps have the same shape.</summary>
    public bool HasShapeOf(FeatureMaps other) => (Images, Height, Width, Channels) == (other.Images, other.Height, other.Width, other.Channels);

    /// <summary>The address of the first channel of a position, which must exist.</summary>
    public float* At(int image, int row, int column) => Data + (((long)image * Height + row) * Width + column) * Channels;
}
