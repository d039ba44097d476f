namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Where some channels of a tile of 4x4 outputs lie in feature maps.</summary>
/// <param name="data">The first value of the feature maps.</param>
/// <param name="offset">The offset of the tile's first channel at its first position.</param>
/// <param name="line">The distance from a row to the next.</param>
/// <param name="step">The distance from a position to the next.</param>
/// <param name="height">The number of rows that exist, at most four.</param>
/// <param name="width">The number of columns that exist, at most four.</param>
/// <param name="firstChannel">The first channel, counted from that of the feature maps.</param>
/// <param name="channels">The number of channels.</param>
internal readonly unsafe struct OutputTile(float* data, long offset, long line, int step, int height, int width, int firstChannel, int channels)
{
    public float* Data { get; } = data;

    public long Offset { get; } = offset;

    public long Line { get; } = line;

    public int Step { get; } = step;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int FirstChannel { get; } = firstChannel;

    public int Channels { get; } = channels;

    /// <summary>Whether all sixteen positions exist.</summary>
    public bool IsWhole => Height == WinogradTransform.Outputs && Width == WinogradTransform.Outputs;
}
