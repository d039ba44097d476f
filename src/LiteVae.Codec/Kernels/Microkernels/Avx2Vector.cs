using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Eight float32 values: a register of AVX2. Multiply-adds take the FMA extension.</summary>
internal readonly unsafe struct Avx2Vector(Vector256<float> value) : IVector<Avx2Vector>
{
    private readonly Vector256<float> _value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator +(Avx2Vector left, Avx2Vector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator -(Avx2Vector left, Avx2Vector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator *(Avx2Vector left, Avx2Vector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector operator /(Avx2Vector left, Avx2Vector right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx2Vector value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Mask(int count) => new(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector LoadFirst(float* from, int count, Avx2Vector mask) =>
        Avx.IsSupported ? new(Avx.MaskLoad(from, mask._value)) : PartialVector.Load<Avx2Vector>(from, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Avx2Vector value, float* to, int count, Avx2Vector mask)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(to, mask._value, value._value);
        else
            PartialVector.Store(value, to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector MultiplyAdd(Avx2Vector a, Avx2Vector b, Avx2Vector c) => new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Min(Avx2Vector left, Avx2Vector right) => new(Vector256.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector Max(Avx2Vector left, Avx2Vector right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector AddExponents(Avx2Vector value, Avx2Vector exponents) =>
        new((value._value.AsInt32() + Vector256.ShiftLeft(exponents._value.AsInt32(), 23)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx2Vector value) => Vector256.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Avx2Vector value) => PortableVector.Max(PortableVector.Max(new(value._value.GetLower()), new(value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Vector LoadDouble(double* from) => new(Vector256.Narrow(Vector256.Load(from), Vector256.Load(from + 4)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreDouble(Avx2Vector value, double* to)
    {
        var (lower, upper) = Vector256.Widen(value._value);
        lower.Store(to);
        upper.Store(to + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDouble(Avx2Vector value, double* to)
    {
        var (lower, upper) = Vector256.Widen(value._value);
        (lower + Vector256.Load(to)).Store(to);
        (upper + Vector256.Load(to + 4)).Store(to + 4);
    }
}
