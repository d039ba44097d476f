using LiteVae.Autoencoders;
using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>A codec without a single learned weight, at the spatial size of a model's latent: what a trained model has to beat.</summary>
/// <remarks>
/// All keep latents at 1/8 of the image's height and width, as real numbers. What they may be compared with depends on
/// the numbers they keep per latent position (per 8x8 pixels, which are 192 numbers): the downscale and the Haar lowpass
/// 3, fewer than a model with nz = 4; the level-3 Haar sub-bands 12, exactly a model with nz = 12.
/// </remarks>
public abstract class BaselineCodec
{
    /// <summary>Pixels a latent position stands for, along each axis.</summary>
    public const int Factor = 8;

    private protected BaselineCodec(string name, string description, int latentChannels) =>
        (Name, Description, LatentChannels) = (name, description, latentChannels);

    /// <summary>A short name for tables.</summary>
    public string Name { get; }

    /// <summary>What is kept and how it is inverted, in a line, with the budget.</summary>
    public string Description { get; }

    /// <summary>Numbers kept per latent position: comparable to a model's nz.</summary>
    public int LatentChannels { get; }

    /// <summary>All of them, the smallest budget first.</summary>
    public static IReadOnlyList<BaselineCodec> All { get; } =
        [new DownscaleCodec(), new HaarCodec(HaarBands.Lowpass), new HaarCodec(HaarBands.Level3)];

    /// <summary>Encodes and decodes.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1]; sizes that are not multiples of 8 are padded by reflection and cropped back.</param>
    /// <returns>The same shape, float32; may slightly exceed [-1,1], as a decoder's output may.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Reconstruct(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TorchRuntime.EnsureLoaded();
        TensorGuards.RequireChannels(images, 3, Name);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var padded = SizePadding.Pad(images.to_type(ScalarType.Float32), Factor);
        return SizePadding.Crop(Decode(Encode(padded)), images.size(2), images.size(3)).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes and decodes one picture.</summary>
    public RgbImage Reconstruct(RgbImage image)
    {
        using var scope = NewDisposeScope();
        return ImageTensors.ToImages(Reconstruct(ImageTensors.ToTensor(image)))[0];
    }

    // [B,3,H,W] -> [B,LatentChannels,H/8,W/8]
    internal abstract Tensor Encode(Tensor images);

    // [B,LatentChannels,H/8,W/8] -> [B,3,H,W]
    internal abstract Tensor Decode(Tensor latents);
}
