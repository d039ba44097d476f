using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The sums of one image's channels within a block of tiles: for each channel a reference, a sum and a sum of squares of differences from it, then the number of positions.</summary>
/// <param name="sums">[3, width] and the number of positions; null where no moments are collected.</param>
/// <param name="width">The number of channels, rounded up to whole panels.</param>
/// <param name="isFirst">Whether the first value stored becomes the reference.</param>
internal readonly unsafe struct MomentSlot(double* sums, int width, bool isFirst)
{
    private const int CacheLine = 4;

    /// <summary>Whether moments are collected.</summary>
    public bool Exists => sums is not null;

    /// <summary>The length of a slot.</summary>
    public static int Size(int width) => 3 * width + CacheLine;

    /// <summary>The index of the number of positions in a slot.</summary>
    public static int Count(int width) => 3 * width;

    /// <summary>The values that a vector of channels takes differences from.</summary>
    /// <param name="channel">The first channel.</param>
    /// <param name="value">The tile's first value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Reference<TVector>(int channel, TVector value)
        where TVector : unmanaged, IVector<TVector>
    {
        if (!isFirst)
            return TVector.LoadDouble(sums + channel);
        TVector.StoreDouble(value, sums + channel);
        return value;
    }

    /// <summary>Adds a tile's sums of a vector of channels to the block's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TVector>(int channel, TVector sum, TVector squares, int positions)
        where TVector : unmanaged, IVector<TVector>
    {
        if (!Exists)
            return;
        if (channel == 0)
            sums[Count(width)] += positions;
        TVector.AddDouble(sum, sums + width + channel);
        TVector.AddDouble(squares, sums + 2 * width + channel);
    }
}
