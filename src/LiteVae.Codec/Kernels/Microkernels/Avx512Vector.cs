using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Sixteen float32 values: a register of AVX-512.</summary>
internal readonly unsafe struct Avx512Vector(Vector512<float> value) : IVector<Avx512Vector>
{
    private readonly Vector512<float> _value = value;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator +(Avx512Vector left, Avx512Vector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator -(Avx512Vector left, Avx512Vector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator *(Avx512Vector left, Avx512Vector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector operator /(Avx512Vector left, Avx512Vector right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx512Vector value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Mask(int count) => new(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector LoadFirst(float* from, int count, Avx512Vector mask) =>
        Avx512F.IsSupported ? new(Avx512F.MaskLoad(from, mask._value, Vector512<float>.Zero)) : PartialVector.Load<Avx512Vector>(from, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Avx512Vector value, float* to, int count, Avx512Vector mask)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore(to, mask._value, value._value);
        else
            PartialVector.Store(value, to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector MultiplyAdd(Avx512Vector a, Avx512Vector b, Avx512Vector c) => new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Min(Avx512Vector left, Avx512Vector right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector Max(Avx512Vector left, Avx512Vector right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector AddExponents(Avx512Vector value, Avx512Vector exponents) =>
        new((value._value.AsInt32() + Vector512.ShiftLeft(exponents._value.AsInt32(), 23)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx512Vector value) => Vector512.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Avx512Vector value) => Avx2Vector.Max(Avx2Vector.Max(new(value._value.GetLower()), new(value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Vector LoadDouble(double* from) => new(Vector512.Narrow(Vector512.Load(from), Vector512.Load(from + 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(Avx512Vector value, double* to)
    {
        var (lower, upper) = Vector512.Widen(value._value);
        lower.Store(to);
        upper.Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDouble(Avx512Vector value, double* to)
    {
        var (lower, upper) = Vector512.Widen(value._value);
        (lower + Vector512.Load(to)).Store(to);
        (upper + Vector512.Load(to + 8)).Store(to + 8);
    }
}
