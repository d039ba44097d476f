using LiteVae.Codec;
using LiteVae.Codec.Models;
using LiteVae.Pictures;

namespace LiteVae.Diffusion;

/// <summary>Latents made into pictures by a first stage.</summary>
internal static class LatentPictures
{
    /// <summary>Decodes a latent.</summary>
    /// <param name="firstStage">Of the latents.</param>
    /// <param name="latent">[Z,h,w], on the scale of the first stage.</param>
    /// <param name="shape">Z, h and w.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public static RgbImage Decode(LatentCodec firstStage, float[] latent, IReadOnlyList<int> shape, CancellationToken cancellationToken = default)
    {
        var certain = new float[latent.Length];
        Array.Fill(certain, PosteriorLimits.MinLogVariance);
        var (height, width) = (shape[1] * firstStage.DownsamplingFactor, shape[2] * firstStage.DownsamplingFactor);
        var latents = new Latents(latent, certain, shape[0], shape[1], shape[2], width, height);
        return firstStage.Decode(latents, cancellationToken: cancellationToken).ToRgbImage();
    }
}
