using LiteVae.Evaluation.Similarity;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>
/// A baseline that learns nothing and has the budget of a given latent: images are made so much smaller, bicubically, that
/// their colors are as many numbers as the latent's, or slightly fewer, and are enlarged again.
/// </summary>
/// <param name="latentChannels">Channels of the latent.</param>
/// <param name="factor">How many times smaller than the image's the latent's sides are.</param>
internal sealed class ReducedCodec(int latentChannels, int factor)
{
    /// <summary>The size to which an image is reduced: about its proportions and as large as the budget allows, though never larger than the image.</summary>
    /// <param name="height">Height of the image, a multiple of the factor.</param>
    /// <param name="width">Width of the image, a multiple of the factor.</param>
    public (int Height, int Width) SizeOf(int height, int width)
    {
        var budget = (long)latentChannels * (height / factor) * (width / factor) / 3; // positions of three colors
        var smallHeight = Math.Clamp((int)Math.Sqrt((double)budget * height / width), 1, height);
        return (smallHeight, (int)Math.Clamp(budget / smallHeight, 1, width));
    }

    /// <summary>The images, encoded and decoded by this codec.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], H and W multiples of the factor.</param>
    /// <returns>[B,3,H,W]; may leave [-1,1] a little beside edges.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Reconstruct(Tensor images)
    {
        TensorGuards.RequireMultiple(images, 3, factor, "The baseline of the same budget");
        using var scope = NewDisposeScope();
        var (height, width) = ((int)images.size(2), (int)images.size(3));
        var (smallHeight, smallWidth) = SizeOf(height, width);
        var small = Resampler.Resize(images, smallHeight, smallWidth, Resampling.PilBicubic); // [B, 3, h, w]
        return Resampler.Resize(small, height, width, Resampling.PilBicubic).MoveToOuterDisposeScope();
    }
}
