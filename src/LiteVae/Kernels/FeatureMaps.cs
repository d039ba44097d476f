namespace LiteVae.Kernels;

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

    /// <summary>The channels of a position, which must lie within.</summary>
    public float* At(int image, int row, int column) => Data + (((long)image * Height + row) * Width + column) * Channels;
}
