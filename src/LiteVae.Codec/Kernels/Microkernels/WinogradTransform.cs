using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The one-dimensional transforms of Winograd's minimal filtering F(4,3): four outputs of a filter of three taps in six multiplications.</summary>
/// <remarks>
/// <para>Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. In two dimensions a 3x3 convolution of
/// a 4x4 tile takes 36 multiplications rather than 144.</para>
/// <para>The interpolation points are 0, +-2/3, +-3/2 and infinity rather than the usual 0, +-1, +-2: with points
/// that are each other's reciprocals less is lost to cancellation, and rounding errors halve.</para>
/// </remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>The number of outputs along a tile's side.</summary>
    public const int Outputs = 4;

    /// <summary>The number of inputs along a tile's side.</summary>
    public const int Inputs = 6;

    /// <summary>The number of products of a tile.</summary>
    public const int Products = Inputs * Inputs;

    private const double A = 2.0 / 3;
    private const double B = 3.0 / 2;

    // Lagrange's denominators at 0 (which is A*A*B*B = 1), +-A and +-B.
    private const double AtA = 2 * A * A * (A * A - B * B);
    private const double AtB = 2 * B * B * (B * B - A * A);

    /// <summary>Transforms three taps of a kernel to six values, written <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<TDouble>(TDouble g0, TDouble g1, TDouble g2, double* result, long stride)
        where TDouble : unmanaged, IDoubleVector<TDouble>
    {
        TDouble.Store(g0, result);
        var even = (TDouble.Create(A * A) * g2 + g0) * TDouble.Create(1 / AtA);
        var odd = g1 * TDouble.Create(A / AtA);
        TDouble.Store(even + odd, result + stride);
        TDouble.Store(even - odd, result + 2 * stride);
        even = (TDouble.Create(B * B) * g2 + g0) * TDouble.Create(1 / AtB);
        odd = g1 * TDouble.Create(B / AtB);
        TDouble.Store(even + odd, result + 3 * stride);
        TDouble.Store(even - odd, result + 4 * stride);
        TDouble.Store(g2, result + 5 * stride);
    }

    /// <summary>The transpose of <see cref="Kernel"/>: transforms six sums of products to the gradients of three taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TVector G0, TVector G1, TVector G2) KernelGradient<TVector>(float* products, long stride)
        where TVector : unmanaged, IVector<TVector>
    {
        var (u1, u2) = (TVector.Load(products + stride), TVector.Load(products + 2 * stride));
        var (u3, u4) = (TVector.Load(products + 3 * stride), TVector.Load(products + 4 * stride));
        var (evenA, oddA) = ((u1 + u2) * TVector.Create((float)(1 / AtA)), (u1 - u2) * TVector.Create((float)(A / AtA)));
        var (evenB, oddB) = ((u3 + u4) * TVector.Create((float)(1 / AtB)), (u3 - u4) * TVector.Create((float)(B / AtB)));
        return (
            TVector.Load(products) + evenA + evenB,
            oddA + oddB,
            TVector.MultiplyAdd(TVector.Create((float)(A * A)), evenA, TVector.MultiplyAdd(TVector.Create((float)(B * B)), evenB, TVector.Load(products + 5 * stride))));
    }

    /// <summary>The transpose of <see cref="Output"/>: transforms the gradients of four outputs to those of six products, written <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TVector>(TVector y0, TVector y1, TVector y2, TVector y3, float* result, long stride)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector.Store(y0, result);
        var even = TVector.MultiplyAdd(TVector.Create((float)(A * A)), y2, y0);
        var odd = TVector.MultiplyAdd(TVector.Create((float)(A * A * A)), y3, TVector.Create((float)A) * y1);
        TVector.Store(even + odd, result + stride);
        TVector.Store(even - odd, result + 2 * stride);
        even = TVector.MultiplyAdd(TVector.Create((float)(B * B)), y2, y0);
        odd = TVector.MultiplyAdd(TVector.Create((float)(B * B * B)), y3, TVector.Create((float)B) * y1);
        TVector.Store(even + odd, result + 3 * stride);
        TVector.Store(even - odd, result + 4 * stride);
        TVector.Store(y3, result + 5 * stride);
    }

    /// <summary>Transforms six inputs to six factors of products, written <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TVector>(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* result, long stride)
        where TVector : unmanaged, IVector<TVector>
    {
        var (a2, b2, sum) = (TVector.Create((float)(-A * A)), TVector.Create((float)(-B * B)), TVector.Create((float)(-A * A - B * B)));
        TVector.Store(d0 + TVector.MultiplyAdd(sum, d2, d4), result);
        var even = TVector.MultiplyAdd(b2, d2, d4);
        var odd = TVector.Create((float)A) * TVector.MultiplyAdd(b2, d1, d3);
        TVector.Store(even + odd, result + stride);
        TVector.Store(even - odd, result + 2 * stride);
        even = TVector.MultiplyAdd(a2, d2, d4);
        odd = TVector.Create((float)B) * TVector.MultiplyAdd(a2, d1, d3);
        TVector.Store(even + odd, result + 3 * stride);
        TVector.Store(even - odd, result + 4 * stride);
        TVector.Store(d1 + TVector.MultiplyAdd(sum, d3, d5), result + 5 * stride);
    }

    /// <summary>Transforms six products to four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TVector Y0, TVector Y1, TVector Y2, TVector Y3) Output<TVector>(float* products, long stride)
        where TVector : unmanaged, IVector<TVector>
    {
        var (m1, m2) = (TVector.Load(products + stride), TVector.Load(products + 2 * stride));
        var (m3, m4) = (TVector.Load(products + 3 * stride), TVector.Load(products + 4 * stride));
        var (evenA, oddA, evenB, oddB) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
        return (
            TVector.Load(products) + evenA + evenB,
            TVector.MultiplyAdd(TVector.Create((float)A), oddA, TVector.Create((float)B) * oddB),
            TVector.MultiplyAdd(TVector.Create((float)(A * A)), evenA, TVector.Create((float)(B * B)) * evenB),
            TVector.MultiplyAdd(
                TVector.Create((float)(A * A * A)), oddA,
                TVector.MultiplyAdd(TVector.Create((float)(B * B * B)), oddB, TVector.Load(products + 5 * stride))));
    }
}
