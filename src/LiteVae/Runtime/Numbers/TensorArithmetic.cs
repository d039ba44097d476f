using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Runtime.Numbers;

/// <summary>Operations of tensors and numbers that give new tensors; <see cref="Number"/> says why TorchSharp's operators are not used.</summary>
/// <remarks>Sums of two tensors are among them, as TorchSharp multiplies the second one by a scalar of 1.</remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar s_one = 1.ToScalar();

    /// <summary>x + y.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, s_one);

    /// <summary>x + y.</summary>
    /// <remarks>It goes before the other one, as TorchSharp would make a tensor of a number.</remarks>
    [OverloadResolutionPriority(1)]
    public static Tensor Plus(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.add(scalar, s_one);
    }

    /// <summary>x - y.</summary>
    public static Tensor Minus(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.sub(scalar);
    }

    /// <summary>y - x.</summary>
    public static Tensor SubtractedFrom(this Tensor x, Number y)
    {
        using var negative = x.negative();
        return negative.Plus(y);
    }

    /// <summary>x y.</summary>
    public static Tensor Times(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.mul(scalar);
    }

    /// <summary>x / y.</summary>
    public static Tensor DividedBy(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.div(scalar);
    }

    /// <summary>x².</summary>
    public static Tensor Squared(this Tensor x) => x.Power(2);

    /// <summary>x to the power of an exponent.</summary>
    public static Tensor Power(this Tensor x, Number exponent)
    {
        using var scalar = exponent.ToScalar();
        return x.pow(scalar);
    }

    /// <summary>Whether x > y, by element.</summary>
    public static Tensor GreaterThan(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.gt(scalar);
    }

    /// <summary>x, raised to a minimum and lowered to a maximum.</summary>
    public static Tensor Clamp(this Tensor x, Number min, Number max)
    {
        using var low = min.ToScalar();
        using var high = max.ToScalar();
        return x.clamp(low, high);
    }

    /// <summary>x, raised to a minimum.</summary>
    public static Tensor ClampMin(this Tensor x, Number min)
    {
        using var scalar = min.ToScalar();
        return x.clamp_min(scalar);
    }

    /// <summary>x where it is positive, and the slope times x elsewhere.</summary>
    public static Tensor LeakyRelu(this Tensor x, Number slope)
    {
        using var scalar = slope.ToScalar();
        return x.leaky_relu(scalar);
    }

    /// <summary>log(1 + exp(x)), and x itself where it exceeds 20.</summary>
    public static Tensor Softplus(this Tensor x)
    {
        using var threshold = 20.ToScalar();
        return Softplus(x, s_one, threshold);
    }

    /// <summary>The value of a tensor with one element, whatever its type and device.</summary>
    public static double ToNumber(this Tensor x)
    {
        using var scalar = x.ToScalar();
        return scalar.ToDouble();
    }

    // The public methods take numbers and make scalars of them.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor Softplus(Tensor x, Scalar beta, Scalar threshold);
}
