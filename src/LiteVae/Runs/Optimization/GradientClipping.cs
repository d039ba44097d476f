using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>The norm of all gradients, and its limit.</summary>
internal static class GradientClipping
{
    // Gradients are converted to float64 a block at a time: 8 MiB, whatever the size of the model.
    private const long BlockLength = 1 << 20;

    // Above this norm the squares that Adam sums overflow in float32.
    private static readonly double OverflowNorm = Math.Sqrt(float.MaxValue);

    /// <summary>Scales the gradients down to the limit where their norm exceeds it.</summary>
    /// <param name="gradients">All gradients: [N].</param>
    /// <param name="maxNorm">The limit; null for none.</param>
    /// <returns>
    /// The norm before scaling; NaN or infinity where a gradient is, and infinity where a square would overflow in float32.
    /// In these cases nothing is scaled.
    /// </returns>
    public static double Clip(Tensor gradients, double? maxNorm)
    {
        var norm = Norm(gradients);
        if (norm > OverflowNorm)
            return double.PositiveInfinity;
        if (maxNorm is { } max && norm > max)
            gradients.MultiplyInPlace(max / norm);
        return norm;
    }

    /// <summary>The Euclidean norm, summed in float64: a sum of 91 million squares in float32 is 1.8 % too low.</summary>
    /// <param name="gradients">[N].</param>
    internal static double Norm(Tensor gradients)
    {
        if (gradients.numel() == 0)
            return 0;
        if (FlatValues.Support(gradients))
            return Math.Sqrt(FlatValues.SumOfSquares(gradients));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var blocks = gradients.split(BlockLength).Select(Norm64).ToArray();
        return stack(blocks).norm().ToNumber(); // read back once, so that an accelerator is not waited for after each block
    }

    private static Tensor Norm64(Tensor block)
    {
        using var scope = NewDisposeScope();
        return block.to_type(ScalarType.Float64).norm().MoveToOuterDisposeScope();
    }
}
