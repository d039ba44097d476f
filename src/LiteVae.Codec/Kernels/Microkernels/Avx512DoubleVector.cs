using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Eight float64 values: a register of AVX-512.</summary>
internal readonly unsafe struct Avx512DoubleVector(Vector512<double> value) : IDoubleVector<Avx512DoubleVector>
{
    private readonly Vector512<double> _value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512DoubleVector operator +(Avx512DoubleVector left, Avx512DoubleVector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512DoubleVector operator -(Avx512DoubleVector left, Avx512DoubleVector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512DoubleVector operator *(Avx512DoubleVector left, Avx512DoubleVector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512DoubleVector Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512DoubleVector Load(double* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx512DoubleVector value, double* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(Avx512DoubleVector value, float* to)
    {
        if (Avx512F.IsSupported)
            Avx512F.ConvertToVector256Single(value._value).Store(to);
        else
            Vector512.Narrow(value._value, Vector512<double>.Zero).GetLower().Store(to);
    }
}
