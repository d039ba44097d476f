using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Kernels;

/// <summary>Where the sums of a tile's block and image are kept: for each channel a reference, a sum and a sum of squares.</summary>
/// <param name="sums">[3, width]; null where nobody wants to know.</param>
/// <param name="width">Of channels.</param>
/// <param name="isFirst">Whether the first value stored becomes the reference.</param>
internal readonly unsafe struct MomentSlot(double* sums, int width, bool isFirst)
{
    private const int Lanes = 4;

    /// <summary>The sums of a tile's eight channels, at zero.</summary>
    /// <param name="channel">The first of them.</param>
    /// <param name="value">The first value that is stored.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MomentSums Start(int channel, Vector256<float> value)
    {
        if (sums is null)
            return default;
        if (isFirst)
        {
            Avx.ConvertToVector256Double(value.GetLower()).Store(sums + channel);
            Avx.ConvertToVector256Double(value.GetUpper()).Store(sums + channel + Lanes);
            return new(value);
        }
        return new(Vector256.Create(Avx.ConvertToVector128Single(Vector256.Load(sums + channel)), Avx.ConvertToVector128Single(Vector256.Load(sums + channel + Lanes))));
    }

    /// <summary>Adds a tile's sums to the block's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(int channel, MomentSums tile)
    {
        if (sums is null)
            return;
        Add(sums + width + channel, tile.Sum);
        Add(sums + 2 * width + channel, tile.Squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double* to, Vector256<float> values)
    {
        (Vector256.Load(to) + Avx.ConvertToVector256Double(values.GetLower())).Store(to);
        (Vector256.Load(to + Lanes) + Avx.ConvertToVector256Double(values.GetUpper())).Store(to + Lanes);
    }
}

/// <summary>Sums of eight channels, of differences from a reference.</summary>
internal struct MomentSums(Vector256<float> reference)
{
    private readonly Vector256<float> _reference = reference;

    public Vector256<float> Sum { get; private set; }

    public Vector256<float> Squares { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector256<float> value)
    {
        var difference = value - _reference;
        Sum += difference;
        Squares = Fma.MultiplyAdd(difference, difference, Squares);
    }
}
