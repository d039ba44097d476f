using LiteVae.Autoencoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Losses.Perceptual;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The objective but for its adversarial term: L1, perceptual, wavelet, Gaussian, LDL and KL terms, weighted (section 3).</summary>
public sealed class ReconstructionObjective : IDisposable
{
    private readonly LossConfig _config;
    private readonly PerceptualLoss? _perceptual;

    /// <summary>Prepares the terms, and reads the weights of the perceptual network where there is one.</summary>
    /// <param name="config">The terms and their weights.</param>
    /// <param name="perceptualType">The type in which a perceptual network computes.</param>
    /// <param name="device">Where a perceptual network computes.</param>
    /// <exception cref="CheckpointException">A perceptual network's weights are not on this machine.</exception>
    public ReconstructionObjective(LossConfig config, ScalarType perceptualType, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _perceptual = config.Perceptual?.Load();
        _perceptual?.ComputeIn(perceptualType);
        _perceptual?.to(device);
    }

    /// <summary>Whether <see cref="Compute"/> needs the reconstruction by the moving average of the weights, for the LDL term.</summary>
    public bool ComparesWithAverage => _config.Ldl > 0;

    /// <summary>All terms of one batch. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="reconstruction">[B,3,H,W], about [-1,1].</param>
    /// <param name="image">[B,3,H,W] in [-1,1].</param>
    /// <param name="posterior">The latents' posterior.</param>
    /// <param name="averaged">The reconstruction of the same images and noise by the averaged weights; null where <see cref="ComparesWithAverage"/> is false.</param>
    /// <exception cref="ArgumentException">The averaged reconstruction is missing.</exception>
    public LossTerms Compute(Tensor reconstruction, Tensor image, DiagonalGaussian posterior, Tensor? averaged = null)
    {
        ArgumentNullException.ThrowIfNull(reconstruction);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(posterior);
        if (ComparesWithAverage && averaged is null)
            throw new ArgumentException("The LDL term compares with the reconstruction by the averaged weights, which is missing.", nameof(averaged));
        using var scope = NewDisposeScope();
        var terms = ImageTerms(reconstruction, image);
        if (_config.Ldl > 0)
            terms.AddReconstruction("ldl", LdlLoss.Compute(image, reconstruction, averaged!, _config.LdlDetach), _config.Ldl);
        AddDivergence(terms, image, posterior);
        return terms.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the objective is on images that are not trained on, as <c>validation/NAME</c>: all terms but LDL, which compares
    /// two states of one model, and the terms that training adds; with <c>validation/total</c> where these are all that training has.
    /// </summary>
    /// <param name="reconstruction">[B,3,H,W], about [-1,1].</param>
    /// <param name="image">[B,3,H,W] in [-1,1].</param>
    /// <param name="posterior">The latents' posterior.</param>
    /// <returns>Scalars that belong to the caller's dispose scope.</returns>
    internal IEnumerable<(string Name, Tensor Value)> Validate(Tensor reconstruction, Tensor image, DiagonalGaussian posterior)
    {
        var terms = ImageTerms(reconstruction, image);
        AddDivergence(terms, image, posterior);
        var complete = _config.Ldl == 0 && _config.Adversarial is null && _config.ScaleEquivariance is null;
        return terms.Named.Where(t => complete || t.Name != "loss/total").Select(t => (t.Name.Replace("loss/", "validation/", StringComparison.Ordinal), t.Value));
    }

    /// <summary>Adds the term of scale equivariance: by L1 and the perceptual loss, with their weights, between what latents of half the size decode to and the images of half the size.</summary>
    /// <param name="terms">Receives the term; its tensors belong to the caller's dispose scope.</param>
    /// <param name="decoded">[B,3,H/2,W/2]: decoded from latents averaged over 2x2 positions.</param>
    /// <param name="image">[B,3,H,W] in [-1,1].</param>
    internal void AddScaleEquivariance(LossTerms terms, Tensor decoded, Tensor image) =>
        terms.Add("scale_equivariance", DistanceOfHalves(decoded, image), _config.ScaleEquivariance!.Weight);

    /// <inheritdoc/>
    public void Dispose() => _perceptual?.Dispose();

    private LossTerms ImageTerms(Tensor reconstruction, Tensor image)
    {
        var terms = new LossTerms();
        if (_config.L1 > 0)
            terms.AddReconstruction("l1", (reconstruction - image).abs().mean(), _config.L1);
        if (_perceptual is not null)
            terms.AddReconstruction("perceptual", _perceptual.call(image, reconstruction).mean(), _config.Perceptual!.Weight);
        if (_config.Wavelet > 0)
            terms.AddReconstruction("wavelet", WaveletLoss.Compute(reconstruction, image), _config.Wavelet);
        if (_config.Gaussian > 0)
            terms.AddReconstruction("gaussian", GaussianLoss.Compute(reconstruction, image), _config.Gaussian);
        return terms;
    }

    // Per image and divided by 3HW, so that its weight means the same at every resolution.
    private void AddDivergence(LossTerms terms, Tensor image, DiagonalGaussian posterior) =>
        terms.Add("kl", posterior.KullbackLeibler().mean().DividedBy(image.size(1) * image.size(2) * image.size(3)), _config.Kl);

    private Tensor DistanceOfHalves(Tensor decoded, Tensor image)
    {
        using var scope = NewDisposeScope();
        var smaller = nn.functional.avg_pool2d(image, 2); // [B,3,H/2,W/2]
        var distance = (decoded - smaller).abs().mean().Times(_config.L1);
        if (_perceptual is not null)
            distance = distance.Plus(_perceptual.call(smaller, decoded).mean().Times(_config.Perceptual!.Weight));
        return distance.MoveToOuterDisposeScope();
    }
}
