using LiteVae.Discriminators;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses.Adversarial;

/// <summary>Hinge and logistic losses on a discriminator's logits.</summary>
/// <remarks>
/// Where there are two heads (UNet), the loss is the mean of theirs, so that a weight means the same whatever the
/// discriminator. Logits are taken to float32 first: half precision would round the hinge's margin.
/// </remarks>
internal static class AdversarialLoss
{
    /// <summary>The discriminator's: half for real images, half for reconstructions.</summary>
    /// <returns>A scalar.</returns>
    public static Tensor Discriminator(AdversarialLossType type, DiscriminatorOutput real, DiscriminatorOutput fake)
    {
        RequireSameHeads(real, fake);
        using var scope = NewDisposeScope();
        var pixels = Discriminator(type, real.Pixels, fake.Pixels);
        return (real.Global is null ? pixels : pixels.Plus(Discriminator(type, real.Global, fake.Global!)).DividedBy(2)).MoveToOuterDisposeScope();
    }

    /// <summary>The generator's: that its reconstructions be taken for real.</summary>
    /// <returns>A scalar.</returns>
    public static Tensor Generator(AdversarialLossType type, DiscriminatorOutput fake)
    {
        using var scope = NewDisposeScope();
        var pixels = Generator(type, fake.Pixels);
        return (fake.Global is null ? pixels : pixels.Plus(Generator(type, fake.Global)).DividedBy(2)).MoveToOuterDisposeScope();
    }

    /// <summary>Elementwise loss of logits that should be positive.</summary>
    internal static Tensor TowardsReal(AdversarialLossType type, Tensor logits) => type switch
    {
        AdversarialLossType.Hinge => nn.functional.relu(logits.SubtractedFrom(1)),
        AdversarialLossType.Logistic => (-logits).Softplus(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The adversarial loss is hinge or logistic."),
    };

    /// <summary>Elementwise loss of logits that should be negative.</summary>
    internal static Tensor TowardsFake(AdversarialLossType type, Tensor logits) => TowardsReal(type, -logits);

    internal static void RequireSameHeads(DiscriminatorOutput a, DiscriminatorOutput b)
    {
        if (a.Global is null != b.Global is null)
            throw new ArgumentException("The two outputs have different heads: they are of different discriminators.");
    }

    private static Tensor Discriminator(AdversarialLossType type, Tensor real, Tensor fake) =>
        TowardsReal(type, Precision.AtLeastSingle(real)).mean().Plus(TowardsFake(type, Precision.AtLeastSingle(fake)).mean()).DividedBy(2);

    private static Tensor Generator(AdversarialLossType type, Tensor fake) =>
        type == AdversarialLossType.Hinge ? -Precision.AtLeastSingle(fake).mean() : TowardsReal(type, Precision.AtLeastSingle(fake)).mean();
}
