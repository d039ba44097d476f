using LiteVae.Autoencoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Losses.Perceptual;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The objective but for its adversarial term: L1, perceptual, wavelet, Gaussian, LDL and KL terms, weighted (section 3).</summary>
internal sealed class ReconstructionObjective : IDisposable
{
    private readonly LossConfig _config;
    private readonly PerceptualLoss? _perceptual;

    /// <param name="config">The terms.</param>
    /// <param name="perceptualType">The type in which a perceptual network computes.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="CheckpointException">A perceptual network's weights are not on this machine.</exception>
    public ReconstructionObjective(LossConfig config, ScalarType perceptualType, Device device)
    {
        _config = config;
        _perceptual = config.Perceptual?.Load();
        _perceptual?.ComputeIn(perceptualType);
        _perceptual?.to(device);
    }

    /// <summary>Whether the averaged weights' reconstruction is needed.</summary>
    public bool ComparesWithAverage => _config.Ldl > 0;

    /// <summary>All terms of one batch.</summary>
    /// <param name="reconstruction">[B,3,H,W].</param>
    /// <param name="image">[B,3,H,W] in [-1,1].</param>
    /// <param name="posterior">The latents' posterior.</param>
    /// <param name="averaged">The averaged weights' reconstruction of the same image and noise; null where it is not needed.</param>
    public LossTerms Compute(Tensor reconstruction, Tensor image, DiagonalGaussian posterior, Tensor? averaged = null)
    {
        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        if (_config.L1 > 0)
            terms.AddReconstruction("l1", (reconstruction - image).abs().mean(), _config.L1);
        if (_perceptual is not null)
            terms.AddReconstruction("perceptual", _perceptual.call(image, reconstruction).mean(), _config.Perceptual!.Weight);
        if (_config.Wavelet > 0)
            terms.AddReconstruction("wavelet", WaveletLoss.Compute(reconstruction, image), _config.Wavelet);
        if (_config.Gaussian > 0)
            terms.AddReconstruction("gaussian", GaussianLoss.Compute(reconstruction, image), _config.Gaussian);
        if (_config.Ldl > 0)
            terms.AddReconstruction("ldl", LdlLoss.Compute(image, reconstruction, averaged!, _config.LdlDetach), _config.Ldl);
        // Per image and divided by 3HW, so that its weight means the same at every resolution.
        var kl = posterior.KullbackLeibler().mean() / (image.size(1) * image.size(2) * image.size(3));
        terms.Add("kl", kl, _config.Kl);
        return terms.MoveToOuterDisposeScope();
    }

    public void Dispose() => _perceptual?.Dispose();
}
