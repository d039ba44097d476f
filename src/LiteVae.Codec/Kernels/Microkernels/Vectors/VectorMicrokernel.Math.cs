using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>Functions of vectors: the exponential, SiLU and its derivative, GELU.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    /// <summary>x / (1 + exp(-x)), to a relative 1e-6; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Silu(TVector x) => TSet.Divide(x, TSet.Add(TSet.Create(1f), ExpNegated(x)));

    /// <summary>The derivative of SiLU: s (1 + x (1 - s)), where s is the sigmoid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SiluDerivative(TVector x)
    {
        var sigmoid = TSet.Divide(TSet.Create(1f), TSet.Add(TSet.Create(1f), ExpNegated(x)));
        return TSet.Multiply(sigmoid, TSet.MultiplyAdd(x, TSet.Subtract(TSet.Create(1f), sigmoid), TSet.Create(1f)));
    }

    /// <summary>GELU in the form with the error function, to an absolute 3e-7 |x|; NaN stays NaN.</summary>
    // With q the probability that a standard normal variable exceeds |x|, GELU is max(x, 0) - |x| q on both sides of zero.
    // q exp(x^2 / 2) is a polynomial of t = 1 / (1 + 0.3 |x|) without a constant term, to a relative 3e-7 up to |x| = 13.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gelu(TVector x)
    {
        var zero = TSet.Create(0f);
        var magnitude = TSet.Max(TSet.Subtract(zero, x), x);
        var t = TSet.Divide(TSet.Create(1f), TSet.MultiplyAdd(magnitude, TSet.Create(0.3f), TSet.Create(1f)));
        var square = TSet.Multiply(t, t);
        // Pairs of terms first, so that they need not wait for each other.
        var p01 = TSet.MultiplyAdd(t, TSet.Create(0.121073595f), TSet.Create(0.11960878f));
        var p23 = TSet.MultiplyAdd(t, TSet.Create(0.1353183738f), TSet.Create(0.09789039255f));
        var p45 = TSet.MultiplyAdd(t, TSet.Create(0.2204895109f), TSet.Create(-0.06658454113f));
        var p67 = TSet.MultiplyAdd(t, TSet.Create(0.03767065597f), TSet.Create(-0.1654667333f));
        var p = TSet.MultiplyAdd(TSet.MultiplyAdd(TSet.MultiplyAdd(p67, square, p45), square, p23), square, p01);
        var exponential = ExpNegated(TSet.Multiply(TSet.Multiply(x, x), TSet.Create(0.5f)));
        var q = TSet.Multiply(TSet.Multiply(p, t), exponential);
        return TSet.Subtract(TSet.Max(zero, x), TSet.Multiply(magnitude, q));
    }

    /// <summary>GELU in the form with tanh; NaN stays NaN.</summary>
    // (1 + tanh(u)) / 2 = 1 / (1 + exp(-2 u)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector TanhGelu(TVector x)
    {
        const float Factor = 1.59576912f; // 2 sqrt(2 / pi)
        var inner = TSet.Multiply(x, TSet.MultiplyAdd(TSet.Multiply(x, x), TSet.Create(0.044715f * Factor), TSet.Create(Factor)));
        return TSet.Divide(x, TSet.Add(TSet.Create(1f), ExpNegated(inner)));
    }

    /// <summary>exp(x), to a relative 1e-6; arguments count as between -87 and 88, and NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector x) => ExpNegated(TSet.Subtract(TSet.Create(0f), x));

    /// <summary>exp(-x), to a relative 1e-6; arguments count as between -88 and 87, and NaN stays NaN.</summary>
    // exp(-x) = 2^n exp(r) with |r| <= ln(2) / 2. Adding 1.5 * 2^23 rounds to n and leaves it in the lowest bits, from where
    // it is added to the exponent. The first part of ln(2) has so few bits that its product with n is exact, so that r is
    // exact even without fused multiply-adds. The polynomial's relative error is 2e-8. Beyond what float32 holds the argument
    // is clamped; the second operand of minimum and maximum is what they return for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpNegated(TVector x)
    {
        const float Round = 12582912;
        const float Log2E = 1.44269502f;
        const float Ln2 = 0.693359375f;
        const float Ln2Rest = -0.000212194442f;
        x = TSet.Max(TSet.Create(-88f), TSet.Min(TSet.Create(87f), x));
        var shifted = TSet.MultiplyAdd(x, TSet.Create(-Log2E), TSet.Create(Round));
        var n = TSet.Subtract(shifted, TSet.Create(Round));
        var f = TSet.MultiplyAdd(n, TSet.Create(Ln2Rest), TSet.MultiplyAdd(n, TSet.Create(Ln2), x)); // -r
        // Pairs of terms first, so that they need not wait for each other.
        var square = TSet.Multiply(f, f);
        var low = TSet.Subtract(TSet.Create(1f), f);
        var middle = TSet.MultiplyAdd(f, TSet.Create(-0.166664213f), TSet.Create(0.499999911f));
        var high = TSet.MultiplyAdd(f, TSet.Create(-0.00837479625f), TSet.Create(0.0416682288f));
        high = TSet.MultiplyAdd(square, TSet.Create(0.00138368458f), high);
        var power = TSet.MultiplyAdd(TSet.MultiplyAdd(high, square, middle), square, low);
        return TSet.AddExponents(power, shifted);
    }
}
