using LiteVae.Autoencoders;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.FeatureMaps;

/// <summary>The intermediate results of a model for one picture, taken in one forward pass through the posterior's mean. Owns its tensors.</summary>
public sealed class ModelInspection : IDisposable
{
    private ModelInspection(Tensor latent, Tensor reconstruction, Tensor featureMaps, ActivationPeaks peaks)
    {
        (Latent, Reconstruction, FeatureMaps, Peaks) = (latent, reconstruction, featureMaps, peaks);
        Balance = FeatureMapBalance.Of(featureMaps.unsqueeze(0));
    }

    /// <summary>The posterior's mean, [Z,h,w].</summary>
    public Tensor Latent { get; }

    /// <summary>The reconstruction, [1,3,H,W] in about [-1,1], as large as the picture.</summary>
    public Tensor Reconstruction { get; }

    /// <summary>The feature maps of the decoder's last residual block, [C,H,W], before the last normalization (Figure 3 of the paper).</summary>
    public Tensor FeatureMaps { get; }

    /// <summary>How evenly those feature maps are filled.</summary>
    public FeatureMapBalance Balance { get; }

    /// <summary>The largest activations of every module.</summary>
    public ActivationPeaks Peaks { get; }

    /// <summary>Passes a picture through a model.</summary>
    /// <param name="model">The model, in evaluation mode, on the processor.</param>
    /// <param name="picture">Of any size; it is padded by reflection.</param>
    public static ModelInspection Of(Autoencoder model, RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(picture);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor? latent = null, images = null, maps = null;
        var peaks = ActivationPeaks.During(model, () =>
        {
            latent = model.Encode(SizePadding.Pad(ImageTensors.ToTensor(picture), model.DownsamplingFactor)).Mean;
            (images, maps) = LastBlock.Decode(model, latent);
        });
        return new ModelInspection(
            latent![0].MoveToOuterDisposeScope(),
            SizePadding.Crop(images!, picture.Height, picture.Width).MoveToOuterDisposeScope(),
            maps![0].MoveToOuterDisposeScope(),
            peaks);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Latent.Dispose();
        Reconstruction.Dispose();
        FeatureMaps.Dispose();
    }
}
