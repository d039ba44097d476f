using LiteVae.Discriminators;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses.Adversarial;

/// <summary>The terms of a discriminator's CutMix step; each a scalar.</summary>
/// <param name="Adversarial">The pixel head towards the mask and the global head towards fake: the mean of the heads.</param>
/// <param name="Consistency">The squared difference of D(mixed image) and the mixed D(real), D(fake).</param>
internal readonly record struct CutMixLoss(Tensor Adversarial, Tensor Consistency)
{
    /// <summary>The discriminator's loss in a step that uses CutMix; it takes the place of the loss on real images and reconstructions.</summary>
    /// <remarks>
    /// The published training (Schonfeld et al. 2020) sums: in its other steps the losses of both heads on real images and on fake
    /// ones, of which <see cref="AdversarialLoss"/> takes the mean, a quarter of the sum; in a CutMix step the losses of both heads on
    /// the mixed images, and the consistency. A quarter of this sum too, then, so that the steps have the published weights among each
    /// other. Adam does not see the common factor.
    /// </remarks>
    /// <param name="consistency">The weight of the consistency term.</param>
    /// <returns>A scalar.</returns>
    public Tensor Total(double consistency)
    {
        using var scope = NewDisposeScope();
        return Adversarial.DividedBy(2).Plus(Consistency.Times(consistency / 4)).MoveToOuterDisposeScope();
    }

    /// <summary>Both terms for logits of the mixed, the real and the reconstructed images.</summary>
    /// <param name="type">Hinge or logistic.</param>
    /// <param name="mixed">D(mix(x, y)), with a pixel head at the mask's size.</param>
    /// <param name="real">D(x).</param>
    /// <param name="fake">D(y), y without a gradient.</param>
    /// <param name="mask">[B,1,H,W]: 1 for real, as of <see cref="CutMix.Masks"/>.</param>
    /// <exception cref="ArgumentException">The discriminator has no logit for each pixel.</exception>
    public static CutMixLoss Compute(
        AdversarialLossType type, DiscriminatorOutput mixed, DiscriminatorOutput real, DiscriminatorOutput fake, Tensor mask)
    {
        if (!mixed.Pixels.shape.SequenceEqual(mask.shape))
        {
            throw new ArgumentException(
                $"CutMix needs a logit for each pixel, [{string.Join(',', mask.shape)}]; got [{string.Join(',', mixed.Pixels.shape)}].", nameof(mixed));
        }
        AdversarialLoss.RequireSameHeads(mixed, real);
        AdversarialLoss.RequireSameHeads(mixed, fake);

        using var scope = NewDisposeScope();
        var pixels = Precision.AtLeastSingle(mixed.Pixels);
        var sign = mask.to_type(pixels.dtype).Times(2).Minus(1);
        var adversarial = AdversarialLoss.TowardsReal(type, pixels * sign).mean();
        if (mixed.Global is not null)
            adversarial = adversarial.Plus(AdversarialLoss.TowardsFake(type, Precision.AtLeastSingle(mixed.Global)).mean()).DividedBy(2);

        var target = CutMix.Mix(mask, Precision.AtLeastSingle(real.Pixels), Precision.AtLeastSingle(fake.Pixels));
        var consistency = (pixels - target).Squared().mean();
        return new CutMixLoss(adversarial.MoveToOuterDisposeScope(), consistency.MoveToOuterDisposeScope());
    }
}
