using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Four float32 values: a register of SSE or of ARM64. Without either, the runtime computes value by value.</summary>
internal readonly unsafe struct PortableVector(Vector128<float> value) : IVector<PortableVector>
{
    private readonly Vector128<float> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator +(PortableVector left, PortableVector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator -(PortableVector left, PortableVector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator *(PortableVector left, PortableVector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector operator /(PortableVector left, PortableVector right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PortableVector value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Mask(int count) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector LoadFirst(float* from, int count, PortableVector mask) => PartialVector.Load<PortableVector>(from, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(PortableVector value, float* to, int count, PortableVector mask) => PartialVector.Store(value, to, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector MultiplyAdd(PortableVector a, PortableVector b, PortableVector c) => new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Min(PortableVector left, PortableVector right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector Max(PortableVector left, PortableVector right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector AddExponents(PortableVector value, PortableVector exponents) =>
        new((value._value.AsInt32() + Vector128.ShiftLeft(exponents._value.AsInt32(), 23)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(PortableVector value) => Vector128.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(PortableVector value)
    {
        var v = value._value;
        v = Vector128.MaxNative(v, Vector128.Shuffle(v, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(v, Vector128.Shuffle(v, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableVector LoadDouble(double* from) => new(Vector128.Narrow(Vector128.Load(from), Vector128.Load(from + 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(PortableVector value, double* to)
    {
        var (lower, upper) = Vector128.Widen(value._value);
        lower.Store(to);
        upper.Store(to + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDouble(PortableVector value, double* to)
    {
        var (lower, upper) = Vector128.Widen(value._value);
        (lower + Vector128.Load(to)).Store(to);
        (upper + Vector128.Load(to + 2)).Store(to + 2);
    }
}
