using LiteVae.Autoencoders;
using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>The intermediate results of a model for one image, taken in one forward pass. Owns its tensors.</summary>
/// <param name="Latent">The posterior's mean, [Z,h,w].</param>
/// <param name="Reconstruction">[1,3,H,W], as large as the image.</param>
/// <param name="Maps">Feature maps of the decoder's last block, [C,H,W].</param>
/// <param name="Peaks">The largest activations.</param>
internal sealed record InsideView(Tensor Latent, Tensor Reconstruction, Tensor Maps, ActivationPeaks Peaks) : IDisposable
{
    public FeatureMapBalance Balance { get; } = FeatureMapBalance.Of(Maps.unsqueeze(0));

    public static InsideView Of(RgbImage image, Autoencoder model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor? latent = null, images = null, maps = null;
        var peaks = ActivationPeaks.During(model, () =>
        {
            latent = model.Encode(SizePadding.Pad(ImageTensors.ToTensor(image), model.DownsamplingFactor)).Mean;
            (images, maps) = LastBlock.Decode(model, latent);
        });
        return new InsideView(
            latent![0].MoveToOuterDisposeScope(),
            SizePadding.Crop(images!, image.Height, image.Width).MoveToOuterDisposeScope(),
            maps![0].MoveToOuterDisposeScope(),
            peaks);
    }

    public void Dispose()
    {
        Latent.Dispose();
        Reconstruction.Dispose();
        Maps.Dispose();
    }
}
