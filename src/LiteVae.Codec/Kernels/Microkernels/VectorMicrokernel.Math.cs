using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>Functions of vectors: the exponential, SiLU and its derivative.</content>
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
