using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>The norm of all gradients, and its limit.</summary>
internal static class GradientNorm
{
    /// <summary>Scales the gradients down to the limit where their norm exceeds it.</summary>
    /// <returns>The norm before scaling; NaN or infinity where a gradient is, and then nothing is scaled.</returns>
    public static double Clip(Tensor gradients, double? limit)
    {
        using var norm = gradients.norm();
        var value = norm.ToDouble();
        if (limit is { } most && double.IsFinite(value) && value > most)
            gradients.mul_(most / value);
        return value;
    }
}
