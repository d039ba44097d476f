using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Functions of vectors: the exponential, SiLU and its derivative.</summary>
internal static class VectorMath
{
    /// <summary>x / (1 + exp(-x)), to a relative 1e-6; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Silu<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> => x / (TVector.Create(1) + ExpNegated(x));

    /// <summary>The derivative of SiLU: s (1 + x (1 - s)), where s is the sigmoid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SiluDerivative<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        var one = TVector.Create(1);
        var sigmoid = one / (one + ExpNegated(x));
        return sigmoid * TVector.MultiplyAdd(x, one - sigmoid, one);
    }

    /// <summary>exp(x), to a relative 1e-6; arguments count as between -87 and 88, and NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> => Exp(x, 1);

    /// <summary>exp(-x), to a relative 1e-6; arguments count as between -88 and 87, and NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpNegated<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> => Exp(x, -1);

    // exp(sign * x) = 2^n exp(r) with |r| <= ln(2) / 2. Adding 1.5 * 2^23 rounds to n and leaves it in the lowest bits, from
    // where it is added to the exponent. The first part of ln(2) has so few bits that its product with n is exact, so that
    // r is exact even without fused multiply-adds. The polynomial's relative error is 2e-8. Beyond what float32 holds the
    // argument is clamped; the second operand of minimum and maximum is what they return for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp<TVector>(TVector x, float sign)
        where TVector : unmanaged, IVector<TVector>
    {
        const float Round = 12582912;
        const float Log2E = 1.44269502f;
        const float Ln2 = 0.693359375f;
        const float Ln2Rest = -0.000212194442f;
        x = TVector.Max(TVector.Create(sign > 0 ? -87 : -88), TVector.Min(TVector.Create(sign > 0 ? 88 : 87), x));
        var shifted = TVector.MultiplyAdd(x, TVector.Create(sign * Log2E), TVector.Create(Round));
        var n = shifted - TVector.Create(Round);
        // sign * r
        var f = TVector.MultiplyAdd(n, TVector.Create(-sign * Ln2), x);
        f = TVector.MultiplyAdd(n, TVector.Create(-sign * Ln2Rest), f);
        // Pairs of terms first, so that they need not wait for each other.
        var square = f * f;
        var low = TVector.MultiplyAdd(TVector.Create(sign), f, TVector.Create(1));
        var middle = TVector.MultiplyAdd(TVector.Create(sign * 0.166664213f), f, TVector.Create(0.499999911f));
        var high = TVector.MultiplyAdd(TVector.Create(sign * 0.00837479625f), f, TVector.Create(0.0416682288f));
        high = TVector.MultiplyAdd(TVector.Create(0.00138368458f), square, high);
        var power = TVector.MultiplyAdd(TVector.MultiplyAdd(high, square, middle), square, low);
        return TVector.AddExponents(power, shifted);
    }
}
