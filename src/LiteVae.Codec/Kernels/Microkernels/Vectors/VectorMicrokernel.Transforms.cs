using System.Runtime.CompilerServices;
using static LiteVae.Codec.Kernels.Microkernels.WinogradTransform;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>The one-dimensional transforms of Winograd's algorithm: see <see cref="WinogradTransform"/>.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    // Three taps of a kernel to six values, written a stride apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformTaps(TDouble g0, TDouble g1, TDouble g2, double* result, long stride)
    {
        TSet.Store(g0, result);
        var even = TSet.Multiply(TSet.Add(TSet.Multiply(TSet.CreateDouble(A * A), g2), g0), TSet.CreateDouble(1 / DenominatorA));
        var odd = TSet.Multiply(g1, TSet.CreateDouble(A / DenominatorA));
        TSet.Store(TSet.Add(even, odd), result + stride);
        TSet.Store(TSet.Subtract(even, odd), result + 2 * stride);
        even = TSet.Multiply(TSet.Add(TSet.Multiply(TSet.CreateDouble(B * B), g2), g0), TSet.CreateDouble(1 / DenominatorB));
        odd = TSet.Multiply(g1, TSet.CreateDouble(B / DenominatorB));
        TSet.Store(TSet.Add(even, odd), result + 3 * stride);
        TSet.Store(TSet.Subtract(even, odd), result + 4 * stride);
        TSet.Store(g2, result + 5 * stride);
    }

    // The same in float32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformTaps(TVector g0, TVector g1, TVector g2, float* result, long stride)
    {
        TSet.Store(g0, result);
        var even = TSet.Multiply(TSet.MultiplyAdd(TSet.Create((float)(A * A)), g2, g0), TSet.Create((float)(1 / DenominatorA)));
        var odd = TSet.Multiply(g1, TSet.Create((float)(A / DenominatorA)));
        TSet.Store(TSet.Add(even, odd), result + stride);
        TSet.Store(TSet.Subtract(even, odd), result + 2 * stride);
        even = TSet.Multiply(TSet.MultiplyAdd(TSet.Create((float)(B * B)), g2, g0), TSet.Create((float)(1 / DenominatorB)));
        odd = TSet.Multiply(g1, TSet.Create((float)(B / DenominatorB)));
        TSet.Store(TSet.Add(even, odd), result + 3 * stride);
        TSet.Store(TSet.Subtract(even, odd), result + 4 * stride);
        TSet.Store(g2, result + 5 * stride);
    }

    // The transpose of TransformTaps: six sums of products to the gradients of three taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector G0, TVector G1, TVector G2) TapGradients(float* products, long stride)
    {
        var (u1, u2) = (TSet.Load(products + stride), TSet.Load(products + 2 * stride));
        var (u3, u4) = (TSet.Load(products + 3 * stride), TSet.Load(products + 4 * stride));
        var evenA = TSet.Multiply(TSet.Add(u1, u2), TSet.Create((float)(1 / DenominatorA)));
        var oddA = TSet.Multiply(TSet.Subtract(u1, u2), TSet.Create((float)(A / DenominatorA)));
        var evenB = TSet.Multiply(TSet.Add(u3, u4), TSet.Create((float)(1 / DenominatorB)));
        var oddB = TSet.Multiply(TSet.Subtract(u3, u4), TSet.Create((float)(B / DenominatorB)));
        return (
            TSet.Add(TSet.Add(TSet.Load(products), evenA), evenB),
            TSet.Add(oddA, oddB),
            TSet.MultiplyAdd(
                TSet.Create((float)(A * A)), evenA, TSet.MultiplyAdd(TSet.Create((float)(B * B)), evenB, TSet.Load(products + 5 * stride))));
    }

    // Six inputs to six factors of products, written a stride apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformInputs(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* result, long stride)
    {
        TSet.Store(TSet.Add(d0, TSet.MultiplyAdd(TSet.Create((float)-(A * A + B * B)), d2, d4)), result);
        var even = TSet.MultiplyAdd(TSet.Create((float)-(B * B)), d2, d4);
        var odd = TSet.Multiply(TSet.Create((float)A), TSet.MultiplyAdd(TSet.Create((float)-(B * B)), d1, d3));
        TSet.Store(TSet.Add(even, odd), result + stride);
        TSet.Store(TSet.Subtract(even, odd), result + 2 * stride);
        even = TSet.MultiplyAdd(TSet.Create((float)-(A * A)), d2, d4);
        odd = TSet.Multiply(TSet.Create((float)B), TSet.MultiplyAdd(TSet.Create((float)-(A * A)), d1, d3));
        TSet.Store(TSet.Add(even, odd), result + 3 * stride);
        TSet.Store(TSet.Subtract(even, odd), result + 4 * stride);
        TSet.Store(TSet.Add(d1, TSet.MultiplyAdd(TSet.Create((float)-(A * A + B * B)), d3, d5)), result + 5 * stride);
    }

    // Six products to four outputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Y0, TVector Y1, TVector Y2, TVector Y3) TransformProducts(float* products, long stride)
    {
        var (m1, m2) = (TSet.Load(products + stride), TSet.Load(products + 2 * stride));
        var (m3, m4) = (TSet.Load(products + 3 * stride), TSet.Load(products + 4 * stride));
        var (evenA, oddA) = (TSet.Add(m1, m2), TSet.Subtract(m1, m2));
        var (evenB, oddB) = (TSet.Add(m3, m4), TSet.Subtract(m3, m4));
        return (
            TSet.Add(TSet.Add(TSet.Load(products), evenA), evenB),
            TSet.MultiplyAdd(TSet.Create((float)A), oddA, TSet.Multiply(TSet.Create((float)B), oddB)),
            TSet.MultiplyAdd(TSet.Create((float)(A * A)), evenA, TSet.Multiply(TSet.Create((float)(B * B)), evenB)),
            TSet.MultiplyAdd(
                TSet.Create((float)(A * A * A)), oddA,
                TSet.MultiplyAdd(TSet.Create((float)(B * B * B)), oddB, TSet.Load(products + 5 * stride))));
    }

    // The transpose of TransformProducts: the gradients of four outputs to those of six products, written a stride apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ProductGradients(TVector y0, TVector y1, TVector y2, TVector y3, float* result, long stride)
    {
        TSet.Store(y0, result);
        var even = TSet.MultiplyAdd(TSet.Create((float)(A * A)), y2, y0);
        var odd = TSet.MultiplyAdd(TSet.Create((float)(A * A * A)), y3, TSet.Multiply(TSet.Create((float)A), y1));
        TSet.Store(TSet.Add(even, odd), result + stride);
        TSet.Store(TSet.Subtract(even, odd), result + 2 * stride);
        even = TSet.MultiplyAdd(TSet.Create((float)(B * B)), y2, y0);
        odd = TSet.MultiplyAdd(TSet.Create((float)(B * B * B)), y3, TSet.Multiply(TSet.Create((float)B), y1));
        TSet.Store(TSet.Add(even, odd), result + 3 * stride);
        TSet.Store(TSet.Subtract(even, odd), result + 4 * stride);
        TSet.Store(y3, result + 5 * stride);
    }
}
