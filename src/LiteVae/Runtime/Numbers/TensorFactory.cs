using static TorchSharp.torch;

namespace LiteVae.Runtime.Numbers;

/// <summary>Tensors made of numbers; <see cref="Number"/> says why TorchSharp's factories are not used.</summary>
internal static class TensorFactory
{
    /// <summary>Start, start + 1, ... below an end.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="end">What no element reaches.</param>
    /// <param name="type">The elements' type; by default 64-bit integers of whole numbers, floats of real ones.</param>
    /// <param name="device">Where the tensor lies; by default on the processor.</param>
    public static Tensor Range(Number start, Number end, ScalarType? type = null, Device? device = null)
    {
        using var first = start.ToScalar();
        using var last = end.ToScalar();
        using var step = ((Number)1).ToScalar();
        return arange(first, last, step, type, device);
    }
}
