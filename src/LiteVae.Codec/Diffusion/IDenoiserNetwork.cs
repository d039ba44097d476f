using LiteVae.Codec.Diffusion.Denoisers;

namespace LiteVae.Codec.Diffusion;

/// <summary>A denoiser with its weights, whatever computes it.</summary>
public interface IDenoiserNetwork : IDisposable
{
    /// <summary>The config that it was made from.</summary>
    DenoiserConfig Config { get; }

    /// <summary>The denoiser of a batch, for samplers.</summary>
    /// <param name="height">Rows of a latent.</param>
    /// <param name="width">Columns of a latent.</param>
    /// <param name="labels">The class of each latent of the batch; null for a network without classes.</param>
    /// <returns>It predicts for batches of [Z,height,width] latents, as many as there are labels, or any number without labels.</returns>
    Denoise Bind(int height, int width, IReadOnlyList<int>? labels);
}
