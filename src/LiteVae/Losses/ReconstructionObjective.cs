using LiteVae.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The objective without third-party networks: L1, wavelet, Gaussian and KL terms, weighted.</summary>
internal sealed class ReconstructionObjective(LossConfig config)
{
    /// <summary>All terms of one batch.</summary>
    /// <param name="reconstruction">[B,3,H,W].</param>
    /// <param name="image">[B,3,H,W] in [-1,1].</param>
    /// <param name="posterior">The latents' posterior.</param>
    public LossTerms Compute(Tensor reconstruction, Tensor image, DiagonalGaussian posterior)
    {
        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        if (config.L1 > 0)
            terms.AddReconstruction("l1", (reconstruction - image).abs().mean(), config.L1);
        if (config.Wavelet > 0)
            terms.AddReconstruction("wavelet", WaveletLoss.Compute(reconstruction, image), config.Wavelet);
        if (config.Gaussian > 0)
            terms.AddReconstruction("gaussian", GaussianLoss.Compute(reconstruction, image), config.Gaussian);
        // Per image and divided by 3HW, so that its weight means the same at every resolution.
        var kl = posterior.KullbackLeibler().mean() / (image.size(1) * image.size(2) * image.size(3));
        terms.Add("kl", kl, config.Kl);
        return terms.MoveToOuterDisposeScope();
    }
}
