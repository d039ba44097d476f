using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>SiLU of eight values, and its derivative.</summary>
internal static class Activation
{
    /// <summary>x / (1 + exp(-x)), to a relative 1e-6; what is not finite stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Silu(Vector256<float> x) => x / (Vector256<float>.One + ExpNegated(x));

    /// <summary>The derivative of SiLU: s (1 + x (1 - s)), with s the sigmoid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SiluDerivative(Vector256<float> x)
    {
        var sigmoid = Vector256<float>.One / (Vector256<float>.One + ExpNegated(x));
        return sigmoid * Fma.MultiplyAdd(x, Vector256<float>.One - sigmoid, Vector256<float>.One);
    }

    // exp(-x) = 2^n 2^f with |f| <= 1/2. Adding 1.5 * 2^23 rounds to n and leaves it in the lowest bits, from where it is
    // added to the exponent. The polynomial is the minimax one of degree six, 2e-9 in relative terms. Beyond what float32
    // holds the argument is clamped; the second operand of minimum and maximum is what they return for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpNegated(Vector256<float> x)
    {
        const float Round = 12582912;
        const float Log2E = 1.44269502f;
        const float Log2ERest = 1.92596299e-8f;
        x = Avx.Max(Vector256.Create(-88.0f), Avx.Min(Vector256.Create(87.0f), x));
        var shifted = Fma.MultiplyAddNegated(x, Vector256.Create(Log2E), Vector256.Create(Round));
        var f = Fma.MultiplySubtractNegated(x, Vector256.Create(Log2E), shifted - Vector256.Create(Round));
        f = Fma.MultiplyAddNegated(x, Vector256.Create(Log2ERest), f);
        // Pairs of terms first, so that they need not wait for each other.
        var square = f * f;
        var low = Fma.MultiplyAdd(Vector256.Create(0.69314718f), f, Vector256<float>.One);
        var middle = Fma.MultiplyAdd(Vector256.Create(0.05550329f), f, Vector256.Create(0.24022646f));
        var high = Fma.MultiplyAdd(Vector256.Create(0.00133999f), f, Vector256.Create(0.00961849f));
        high = Fma.MultiplyAdd(Vector256.Create(0.00015345812f), square, high);
        var power = Fma.MultiplyAdd(Fma.MultiplyAdd(high, square, middle), square, low);
        return (power.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }
}
