using LiteVae.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Candidates;

/// <summary>The reconstructions that a candidate makes of a batch of images, with their latents. Owns its tensors.</summary>
/// <param name="Images">[B,3,H,W], about [-1,1], float32.</param>
/// <param name="Posterior">Over latents, float32; null where there is none.</param>
/// <param name="Sample">A sample of the posterior, [B,Z,h,w]; null where there is none.</param>
public sealed record Reconstruction(Tensor Images, DiagonalGaussian? Posterior = null, Tensor? Sample = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Posterior?.Dispose();
        Sample?.Dispose();
    }
}
