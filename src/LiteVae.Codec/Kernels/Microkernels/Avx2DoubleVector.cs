using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Four float64 values: a register of AVX2.</summary>
internal readonly unsafe struct Avx2DoubleVector(Vector256<double> value) : IDoubleVector<Avx2DoubleVector>
{
    private readonly Vector256<double> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2DoubleVector operator +(Avx2DoubleVector left, Avx2DoubleVector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2DoubleVector operator -(Avx2DoubleVector left, Avx2DoubleVector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2DoubleVector operator *(Avx2DoubleVector left, Avx2DoubleVector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2DoubleVector Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2DoubleVector Load(double* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx2DoubleVector value, double* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(Avx2DoubleVector value, float* to)
    {
        if (Avx.IsSupported)
            Avx.ConvertToVector128Single(value._value).Store(to);
        else
            Vector256.Narrow(value._value, Vector256<double>.Zero).GetLower().Store(to);
    }
}
