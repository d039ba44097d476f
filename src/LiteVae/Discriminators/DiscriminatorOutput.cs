using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Discriminators;

/// <summary>A discriminator's logits, positive for real.</summary>
/// <param name="Pixels">[B,1,H,W]: a logit per pixel (UNet), per patch (PatchGAN) or one for the image (StyleGAN, [B,1,1,1]).</param>
/// <param name="Global">[B,1]: the UNet's second head, at its bottleneck; null for the others.</param>
internal readonly record struct DiscriminatorOutput(Tensor Pixels, Tensor? Global)
{
    /// <summary>The share of the pixel head's decisions that say real: the accuracy on real images, its complement on others.</summary>
    /// <returns>A float32 scalar in [0,1], without a graph.</returns>
    public Tensor RealFraction()
    {
        using var scope = NewDisposeScope();
        return Pixels.detach().GreaterThan(0).to_type(ScalarType.Float32).mean().MoveToOuterDisposeScope();
    }
}
