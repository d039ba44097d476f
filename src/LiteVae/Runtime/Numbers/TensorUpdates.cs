using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Runtime.Numbers;

/// <summary>Operations with numbers that change a tensor in place and return it; <see cref="Number"/> says why TorchSharp's are not used.</summary>
internal static class TensorUpdates
{
    private static readonly Scalar s_one = 1.ToScalar();

    /// <summary>x += y.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y) => x.add_(y, s_one);

    /// <summary>x += factor y.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y, Number factor)
    {
        using var scalar = factor.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary>x += y.</summary>
    /// <remarks>It goes before the other one, as TorchSharp would make a tensor of a number.</remarks>
    [OverloadResolutionPriority(1)]
    public static Tensor AddInPlace(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.add_(scalar, s_one);
    }

    /// <summary>x -= y.</summary>
    public static Tensor SubtractInPlace(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.sub_(scalar);
    }

    /// <summary>x *= y.</summary>
    public static Tensor MultiplyInPlace(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>x /= y.</summary>
    public static Tensor DivideInPlace(this Tensor x, Number y)
    {
        using var scalar = y.ToScalar();
        return x.div_(scalar);
    }

    /// <summary>x += factor y z, by element.</summary>
    public static Tensor AddProductInPlace(this Tensor x, Tensor y, Tensor z, Number factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>x += factor y / z, by element.</summary>
    public static Tensor AddQuotientInPlace(this Tensor x, Tensor y, Tensor z, Number factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }

    /// <summary>Raises x to a minimum and lowers it to a maximum.</summary>
    public static Tensor ClampInPlace(this Tensor x, Number min, Number max)
    {
        using var low = min.ToScalar();
        using var high = max.ToScalar();
        return x.clamp_(low, high);
    }

    /// <summary>Sets every element.</summary>
    public static Tensor Fill(this Tensor x, Number value)
    {
        using var scalar = value.ToScalar();
        return x.fill_(scalar);
    }
}
