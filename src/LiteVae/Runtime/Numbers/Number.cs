using TorchSharp;

namespace LiteVae.Runtime.Numbers;

/// <summary>A whole or a real number, as an operand of tensors. It is converted from the number types that the code uses.</summary>
/// <remarks>
/// libtorch tells whole numbers from real ones: a tensor of integers times 2 has integers, times 2.0 it has floats. TorchSharp's own
/// type, <see cref="Scalar"/>, is an object with native memory and a finalizer. Where a number is converted to one implicitly, as in
/// <c>tensor * 0.5</c>, nothing refers to it any more once its address is read, and the finalizer may free its memory while libtorch
/// reads it. <see cref="TensorArithmetic"/>, <see cref="TensorUpdates"/> and <see cref="TensorFactory"/> take this type
/// instead, and dispose the scalars that they make of it after the native call; <c>build/BannedSymbols.txt</c> bans every other way.
/// </remarks>
internal readonly struct Number
{
    private readonly double _real;
    private readonly long _whole;
    private readonly bool _isWhole;

    private Number(long value)
    {
        (_whole, _isWhole) = (value, true);
    }

    private Number(double value)
    {
        _real = value;
    }

    /// <summary>A whole number.</summary>
    public static implicit operator Number(long value) => new(value);

    /// <summary>A real number.</summary>
    public static implicit operator Number(double value) => new(value);

    /// <summary>The number as TorchSharp's operations take it. The caller disposes it after the native call, which also keeps it alive until then.</summary>
    public Scalar ToScalar() => _isWhole ? _whole.ToScalar() : _real.ToScalar();
}
