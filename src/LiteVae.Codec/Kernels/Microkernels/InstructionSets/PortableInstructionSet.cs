using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace LiteVae.Codec.Kernels.Microkernels.InstructionSets;

/// <summary>Registers of four float32 values, which SSE and ARM64 have; without either, the runtime computes value by value.</summary>
internal readonly unsafe struct PortableInstructionSet : IInstructionSet<Vector128<float>, Vector128<double>>
{
    public static int Width => 4;

    public static int DoubleWidth => 2;

    public static int PanelVectors => 2;

    public static int TileRows => AdvSimd.IsSupported ? 12 : 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Mask(int count) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadFirst(float* from, int count, Vector128<float> mask) => Vector128.Create(
        from[0], count > 1 ? from[1] : 0, count > 2 ? from[2] : 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector128<float> value, float* to, int count)
    {
        to[0] = value.ToScalar();
        if (count > 1)
            to[1] = value.GetElement(1);
        if (count > 2)
            to[2] = value.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Vector128.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddExponents(Vector128<float> value, Vector128<float> exponents) =>
        (value.AsInt32() + Vector128.ShiftLeft(exponents.AsInt32(), 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> value)
    {
        value = Vector128.MaxNative(value, Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(value, Vector128.Shuffle(value, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadNarrow(double* from) => Vector128.Narrow(Vector128.Load(from), Vector128.Load(from + 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWide(Vector128<float> value, double* to)
    {
        var (lower, upper) = Vector128.Widen(value);
        lower.Store(to);
        upper.Store(to + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWide(Vector128<float> value, double* to)
    {
        var (lower, upper) = Vector128.Widen(value);
        (lower + Vector128.Load(to)).Store(to);
        (upper + Vector128.Load(to + 2)).Store(to + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> CreateDouble(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LoadDouble(double* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<double> value, double* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow(Vector128<double> value, float* to) => Vector128.Narrow(value, value).GetLower().Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Add(Vector128<double> left, Vector128<double> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Subtract(Vector128<double> left, Vector128<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Multiply(Vector128<double> left, Vector128<double> right) => left * right;
}
