namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The sums of one image's channels within a block of tiles: for each channel a reference, a sum and a sum of squares of differences from it, then the number of positions.</summary>
/// <param name="sums">[3, width] and the number of positions; null where no moments are collected.</param>
/// <param name="width">The number of channels, rounded up to whole panels.</param>
/// <param name="isFirst">Whether the first value stored becomes the reference.</param>
internal readonly unsafe struct MomentSlot(double* sums, int width, bool isFirst)
{
    private const int HalfCacheLine = 4;

    public double* Sums { get; } = sums;

    public int Width { get; } = width;

    public bool IsFirst { get; } = isFirst;

    /// <summary>The length of a slot.</summary>
    public static int Size(int width) => 3 * width + HalfCacheLine;

    /// <summary>The index of the number of positions in a slot.</summary>
    public static int Count(int width) => 3 * width;
}
