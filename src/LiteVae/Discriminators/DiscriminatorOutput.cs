using static TorchSharp.torch;

namespace LiteVae.Discriminators;

/// <summary>A discriminator's logits, positive for real.</summary>
/// <param name="Pixels">[B,1,H,W]: a logit per pixel (UNet), per patch (PatchGAN) or one for the image (StyleGAN, [B,1,1,1]).</param>
/// <param name="Global">[B,1]: the UNet's second head, at its bottleneck; null for the others.</param>
internal readonly record struct DiscriminatorOutput(Tensor Pixels, Tensor? Global);
