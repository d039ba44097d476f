using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels.InstructionSets;

/// <summary>AVX-512: 32 registers of sixteen float32 values.</summary>
internal readonly unsafe struct Avx512InstructionSet : IInstructionSet<Vector512<float>, Vector512<double>>
{
    public static int Width => 16;

    public static int DoubleWidth => 8;

    public static int PanelVectors => 1;

    public static int TileRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Mask(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(float* from, int count, Vector512<float> mask)
    {
        if (Avx512F.IsSupported)
            return Avx512F.MaskLoad(from, mask, Vector512<float>.Zero);
        var values = Vector512<float>.Zero;
        for (var lane = 0; lane < count; lane++)
            values = values.WithElement(lane, from[lane]);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector512<float> value, float* to, int count)
    {
        if (count < 8)
        {
            Avx2InstructionSet.StoreFirst(value.GetLower(), to, count);
            return;
        }
        value.GetLower().Store(to);
        if (count > 8)
            Avx2InstructionSet.StoreFirst(value.GetUpper(), to + 8, count - 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddExponents(Vector512<float> value, Vector512<float> exponents) =>
        (value.AsInt32() + Vector512.ShiftLeft(exponents.AsInt32(), 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> value) => Avx2InstructionSet.Max(Avx2InstructionSet.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadNarrow(double* from) => Vector512.Narrow(Vector512.Load(from), Vector512.Load(from + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWide(Vector512<float> value, double* to)
    {
        var (lower, upper) = Vector512.Widen(value);
        lower.Store(to);
        upper.Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWide(Vector512<float> value, double* to)
    {
        var (lower, upper) = Vector512.Widen(value);
        (lower + Vector512.Load(to)).Store(to);
        (upper + Vector512.Load(to + 8)).Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> CreateDouble(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadDouble(double* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow(Vector512<double> value, float* to)
    {
        if (Avx512F.IsSupported)
            Avx512F.ConvertToVector256Single(value).Store(to);
        else
            Vector512.Narrow(value, value).GetLower().Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> left, Vector512<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Subtract(Vector512<double> left, Vector512<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Multiply(Vector512<double> left, Vector512<double> right) => left * right;
}
