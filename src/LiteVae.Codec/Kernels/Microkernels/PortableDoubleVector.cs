using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Two float64 values: a register of SSE or of ARM64.</summary>
internal readonly unsafe struct PortableDoubleVector(Vector128<double> value) : IDoubleVector<PortableDoubleVector>
{
    private readonly Vector128<double> _value = value;

    public static int Width => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableDoubleVector operator +(PortableDoubleVector left, PortableDoubleVector right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableDoubleVector operator -(PortableDoubleVector left, PortableDoubleVector right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableDoubleVector operator *(PortableDoubleVector left, PortableDoubleVector right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableDoubleVector Create(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableDoubleVector Load(double* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PortableDoubleVector value, double* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(PortableDoubleVector value, float* to)
    {
        Vector128.Narrow(value._value, Vector128<double>.Zero).GetLower().Store(to);
    }
}
