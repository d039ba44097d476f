using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>The norm of all gradients, and its limit.</summary>
internal static class GradientClipping
{
    /// <summary>Scales the gradients down to the limit where their norm exceeds it.</summary>
    /// <param name="gradients">All gradients: [N].</param>
    /// <param name="maxNorm">The limit; null for none.</param>
    /// <returns>The norm before scaling; NaN or infinity where a gradient is, and then nothing is scaled.</returns>
    public static double Clip(Tensor gradients, double? maxNorm)
    {
        using var norm = gradients.norm();
        var value = norm.ToNumber();
        if (maxNorm is { } max && double.IsFinite(value) && value > max)
            gradients.MultiplyInPlace(max / value);
        return value;
    }
}
