using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Kernels;

/// <summary>SiLU of eight values, and its derivative.</summary>
internal static class Activation
{
    /// <summary>x / (1 + exp(-x)), to a relative 1e-6; what is not finite stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Silu(Vector256<float> x) => x / (Vector256<float>.One + Exp(-x));

    /// <summary>The derivative of SiLU: s (1 + x (1 - s)), with s the sigmoid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SiluDerivative(Vector256<float> x)
    {
        var sigmoid = Vector256<float>.One / (Vector256<float>.One + Exp(-x));
        return sigmoid * Fma.MultiplyAdd(x, Vector256<float>.One - sigmoid, Vector256<float>.One);
    }

    // exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and a polynomial that interpolates exp there. Beyond what float32 holds the
    // argument is clamped; the second operand of minimum and maximum is what they return for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exp(Vector256<float> x)
    {
        x = Avx.Max(Vector256.Create(-87.0f), Avx.Min(Vector256.Create(88.0f), x));
        var n = Avx.RoundToNearestInteger(x * Vector256.Create(1.44269504f));
        var r = Fma.MultiplyAddNegated(n, Vector256.Create(0.693359375f), x); // ln 2 in two parts: the first is exact in nine bits
        r = Fma.MultiplyAddNegated(n, Vector256.Create(-2.12194440e-4f), r);
        var p = Vector256.Create(1.0f / 5040);
        p = Fma.MultiplyAdd(p, r, Vector256.Create(1.0f / 720));
        p = Fma.MultiplyAdd(p, r, Vector256.Create(1.0f / 120));
        p = Fma.MultiplyAdd(p, r, Vector256.Create(1.0f / 24));
        p = Fma.MultiplyAdd(p, r, Vector256.Create(1.0f / 6));
        p = Fma.MultiplyAdd(p, r, Vector256.Create(0.5f));
        p = Fma.MultiplyAdd(p, r, Vector256<float>.One);
        p = Fma.MultiplyAdd(p, r, Vector256<float>.One);
        var exponent = Vector256.ShiftLeft(Avx.ConvertToVector256Int32(n) + Vector256.Create(127), 23).AsSingle();
        return p * exponent;
    }
}
