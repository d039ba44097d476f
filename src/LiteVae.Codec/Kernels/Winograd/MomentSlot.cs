using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>Where the sums of a tile's block and image are kept: for each channel a reference, a sum and a sum of squares; then how many positions.</summary>
/// <param name="sums">[3, width] and the positions; null where nobody wants to know.</param>
/// <param name="width">Of channels.</param>
/// <param name="isFirst">Whether the first value stored becomes the reference.</param>
internal readonly unsafe struct MomentSlot(double* sums, int width, bool isFirst)
{
    private const int Lanes = 4;

    /// <summary>Whether sums are wanted.</summary>
    public bool Exists => sums is not null;

    /// <summary>How long a slot is.</summary>
    public static int Size(int width) => 3 * width + Lanes;

    /// <summary>Where in it the number of positions is.</summary>
    public static int Count(int width) => 3 * width;

    /// <summary>What sums of eight channels are taken of differences from.</summary>
    /// <param name="channel">The first of them.</param>
    /// <param name="value">The tile's first value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Reference(int channel, Vector256<float> value)
    {
        if (!isFirst)
            return Vector256.Create(Avx.ConvertToVector128Single(Vector256.Load(sums + channel)), Avx.ConvertToVector128Single(Vector256.Load(sums + channel + Lanes)));
        Avx.ConvertToVector256Double(value.GetLower()).Store(sums + channel);
        Avx.ConvertToVector256Double(value.GetUpper()).Store(sums + channel + Lanes);
        return value;
    }

    /// <summary>Adds a tile's sums of eight channels to the block's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int channel, Vector256<float> sum, Vector256<float> squares, int positions)
    {
        if (!Exists)
            return;
        if (channel == 0)
            sums[Count(width)] += positions;
        Add(sums + width + channel, sum);
        Add(sums + 2 * width + channel, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double* to, Vector256<float> values)
    {
        (Vector256.Load(to) + Avx.ConvertToVector256Double(values.GetLower())).Store(to);
        (Vector256.Load(to + Lanes) + Avx.ConvertToVector256Double(values.GetUpper())).Store(to + Lanes);
    }
}
