using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The transforms of Winograd's minimal filtering F(4,3): four outputs of a filter of three taps in six multiplications.</summary>
/// <remarks>
/// <para>Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. In two dimensions a 3x3 convolution of
/// a 4x4 tile takes 36 multiplications rather than 144.</para>
/// <para>Interpolation is at 0, +-2/3, +-3/2 and infinity rather than at the usual 0, +-1, +-2: with points that are each
/// other's reciprocals the transforms cancel less, and rounding errors halve.</para>
/// </remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>Outputs along a tile's side.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs along a tile's side.</summary>
    public const int Inputs = 6;

    /// <summary>Products of a tile.</summary>
    public const int Products = Inputs * Inputs;

    private const double A = 2.0 / 3;
    private const double B = 3.0 / 2;

    // Lagrange's denominators at 0 (which is A*A*B*B = 1), +-A and +-B.
    private const double AtA = 2 * A * A * (A * A - B * B);
    private const double AtB = 2 * B * B * (B * B - A * A);

    /// <summary>Three taps of a kernel to six values, which are written <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel(Vector256<double> g0, Vector256<double> g1, Vector256<double> g2, double* result, long stride)
    {
        g0.Store(result);
        var even = Fma.MultiplyAdd(Vector256.Create(A * A), g2, g0) * Vector256.Create(1 / AtA);
        var odd = g1 * Vector256.Create(A / AtA);
        (even + odd).Store(result + stride);
        (even - odd).Store(result + 2 * stride);
        even = Fma.MultiplyAdd(Vector256.Create(B * B), g2, g0) * Vector256.Create(1 / AtB);
        odd = g1 * Vector256.Create(B / AtB);
        (even + odd).Store(result + 3 * stride);
        (even - odd).Store(result + 4 * stride);
        g2.Store(result + 5 * stride);
    }

    /// <summary>The transpose of <see cref="Kernel"/>: six sums of products to the gradient of three taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> G0, Vector256<float> G1, Vector256<float> G2) KernelGradient(float* products, long stride)
    {
        var (u1, u2) = (Vector256.Load(products + stride), Vector256.Load(products + 2 * stride));
        var (u3, u4) = (Vector256.Load(products + 3 * stride), Vector256.Load(products + 4 * stride));
        var (evenA, oddA) = ((u1 + u2) * Vector256.Create((float)(1 / AtA)), (u1 - u2) * Vector256.Create((float)(A / AtA)));
        var (evenB, oddB) = ((u3 + u4) * Vector256.Create((float)(1 / AtB)), (u3 - u4) * Vector256.Create((float)(B / AtB)));
        return (
            Vector256.Load(products) + evenA + evenB,
            oddA + oddB,
            Fma.MultiplyAdd(Vector256.Create((float)(A * A)), evenA, Fma.MultiplyAdd(Vector256.Create((float)(B * B)), evenB, Vector256.Load(products + 5 * stride))));
    }

    /// <summary>The transpose of <see cref="Output"/>: the gradients of four outputs to those of six products, written <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient(Vector256<float> y0, Vector256<float> y1, Vector256<float> y2, Vector256<float> y3, float* result, long stride)
    {
        y0.Store(result);
        var even = Fma.MultiplyAdd(Vector256.Create((float)(A * A)), y2, y0);
        var odd = Fma.MultiplyAdd(Vector256.Create((float)(A * A * A)), y3, Vector256.Create((float)A) * y1);
        (even + odd).Store(result + stride);
        (even - odd).Store(result + 2 * stride);
        even = Fma.MultiplyAdd(Vector256.Create((float)(B * B)), y2, y0);
        odd = Fma.MultiplyAdd(Vector256.Create((float)(B * B * B)), y3, Vector256.Create((float)B) * y1);
        (even + odd).Store(result + 3 * stride);
        (even - odd).Store(result + 4 * stride);
        y3.Store(result + 5 * stride);
    }

    /// <summary>Six rows of inputs to six to multiply; <paramref name="stride"/> lies between those written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(
        Vector256<float> d0, Vector256<float> d1, Vector256<float> d2, Vector256<float> d3, Vector256<float> d4, Vector256<float> d5, float* result, long stride)
    {
        var (a2, b2, sum) = (Vector256.Create((float)(A * A)), Vector256.Create((float)(B * B)), Vector256.Create((float)(A * A + B * B)));
        (d0 + Fma.MultiplyAddNegated(sum, d2, d4)).Store(result);
        var even = Fma.MultiplyAddNegated(b2, d2, d4);
        var odd = Vector256.Create((float)A) * Fma.MultiplyAddNegated(b2, d1, d3);
        (even + odd).Store(result + stride);
        (even - odd).Store(result + 2 * stride);
        even = Fma.MultiplyAddNegated(a2, d2, d4);
        odd = Vector256.Create((float)B) * Fma.MultiplyAddNegated(a2, d1, d3);
        (even + odd).Store(result + 3 * stride);
        (even - odd).Store(result + 4 * stride);
        (d1 + Fma.MultiplyAddNegated(sum, d3, d5)).Store(result + 5 * stride);
    }

    /// <summary>Six products to four outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Y0, Vector256<float> Y1, Vector256<float> Y2, Vector256<float> Y3) Output(float* products, long stride)
    {
        var (m1, m2) = (Vector256.Load(products + stride), Vector256.Load(products + 2 * stride));
        var (m3, m4) = (Vector256.Load(products + 3 * stride), Vector256.Load(products + 4 * stride));
        var (evenA, oddA, evenB, oddB) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
        return (
            Vector256.Load(products) + evenA + evenB,
            Fma.MultiplyAdd(Vector256.Create((float)A), oddA, Vector256.Create((float)B) * oddB),
            Fma.MultiplyAdd(Vector256.Create((float)(A * A)), evenA, Vector256.Create((float)(B * B)) * evenB),
            Fma.MultiplyAdd(
                Vector256.Create((float)(A * A * A)), oddA,
                Fma.MultiplyAdd(Vector256.Create((float)(B * B * B)), oddB, Vector256.Load(products + 5 * stride))));
    }
}
