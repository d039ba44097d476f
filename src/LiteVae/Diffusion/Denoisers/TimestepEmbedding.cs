using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Sinusoids of a time, as positions of tokens are told (Vaswani et al. 2017); cosines before sines.</summary>
internal static class TimestepEmbedding
{
    private const double MaxPeriod = 10000;

    /// <param name="times">[B].</param>
    /// <param name="width">The number of sinusoids, even.</param>
    /// <returns>[B, width], float32.</returns>
    public static Tensor Of(Tensor times, long width)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var frequencies = TensorFactory.Range(0, half, ScalarType.Float32, times.device).Times(-Math.Log(MaxPeriod) / half).exp();
        var angles = times.to_type(ScalarType.Float32).unsqueeze(1) * frequencies; // [B, width/2]
        return cat([angles.cos(), angles.sin()], 1).MoveToOuterDisposeScope();
    }
}
