using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>Shrinks an image by 8 with an antialiasing bicubic filter, and enlarges it by bicubic interpolation.</summary>
public sealed class DownscaleCodec : BaselineCodec
{
    /// <summary>Creates the codec.</summary>
    public DownscaleCodec()
        : base("downscale-8", "downscaled by 8 (antialiased bicubic), bicubic up; 3 numbers per 8x8 pixels", 3)
    {
    }

    internal override Tensor Encode(Tensor images) =>
        Resampler.Resize(images, (int)images.size(2) / Factor, (int)images.size(3) / Factor, Resampling.PilBicubic);

    internal override Tensor Decode(Tensor latents) =>
        Resampler.Resize(latents, (int)latents.size(2) * Factor, (int)latents.size(3) * Factor, Resampling.PilBicubic);
}
