using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels.InstructionSets;

/// <summary>AVX2: sixteen registers of eight float32 values. Multiply-adds take the FMA extension.</summary>
internal readonly unsafe struct Avx2InstructionSet : IInstructionSet<Vector256<float>, Vector256<double>>
{
    public static int Width => 8;

    public static int DoubleWidth => 4;

    public static int PanelVectors => 2;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadFirst(float* from, int count, Vector256<float> mask)
    {
        if (Avx.IsSupported)
            return Avx.MaskLoad(from, mask);
        var values = Vector256<float>.Zero;
        for (var lane = 0; lane < count; lane++)
            values = values.WithElement(lane, from[lane]);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector256<float> value, float* to, int count)
    {
        if (count < 4)
        {
            PortableInstructionSet.StoreFirst(value.GetLower(), to, count);
            return;
        }
        value.GetLower().Store(to);
        if (count > 4)
            PortableInstructionSet.StoreFirst(value.GetUpper(), to + 4, count - 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddExponents(Vector256<float> value, Vector256<float> exponents) =>
        (value.AsInt32() + Vector256.ShiftLeft(exponents.AsInt32(), 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> value) => PortableInstructionSet.Max(PortableInstructionSet.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadNarrow(double* from) => Vector256.Narrow(Vector256.Load(from), Vector256.Load(from + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWide(Vector256<float> value, double* to)
    {
        var (lower, upper) = Vector256.Widen(value);
        lower.Store(to);
        upper.Store(to + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWide(Vector256<float> value, double* to)
    {
        var (lower, upper) = Vector256.Widen(value);
        (lower + Vector256.Load(to)).Store(to);
        (upper + Vector256.Load(to + 4)).Store(to + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> CreateDouble(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LoadDouble(double* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow(Vector256<double> value, float* to)
    {
        if (Avx.IsSupported)
            Avx.ConvertToVector128Single(value).Store(to);
        else
            Vector256.Narrow(value, value).GetLower().Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> left, Vector256<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Subtract(Vector256<double> left, Vector256<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Multiply(Vector256<double> left, Vector256<double> right) => left * right;
}
