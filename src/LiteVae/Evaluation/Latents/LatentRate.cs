using LiteVae.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Latents;

/// <summary>The rate of a latent: the divergence of the posterior from N(0,I), in bits per pixel.</summary>
/// <remarks>An upper bound on the information that the latent carries about the image, as in bits-back coding.</remarks>
public static class LatentRate
{
    /// <summary>Bits of KL per pixel, of each image.</summary>
    /// <param name="posterior">Over latents [B,Z,h,w].</param>
    /// <param name="height">Height of the images before padding (pixels).</param>
    /// <param name="width">Width of the images before padding (pixels).</param>
    /// <returns>B values; a pixel has three channels, and counts once.</returns>
    public static double[] BitsPerPixel(DiagonalGaussian posterior, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        using var scope = NewDisposeScope();
        var nats = posterior.KullbackLeibler().detach().to(CPU).to_type(ScalarType.Float64).data<double>().ToArray();
        return [.. nats.Select(n => n / (Math.Log(2) * height * width))];
    }
}
