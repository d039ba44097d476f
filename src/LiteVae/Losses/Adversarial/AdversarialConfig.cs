using System.Globalization;
using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Discriminators;
using static System.FormattableString;

namespace LiteVae.Losses.Adversarial;

/// <summary>The adversarial term and the training of its discriminator (section 3).</summary>
public sealed record AdversarialConfig : IValidated
{
    /// <summary>The network that tells images from reconstructions.</summary>
    public DiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>The form of the loss (Table 16).</summary>
    public AdversarialLossType Loss { get; init; } = AdversarialLossType.Hinge;

    /// <summary>The term's weight; with <see cref="Adaptive"/>, the factor of eq. (2)'s weight.</summary>
    public double Weight { get; init; } = 0.5;

    /// <summary>Whether the weight follows the gradients' norms (eq. (2)), as in latent diffusion, or is constant, as in the paper (Table 8).</summary>
    public bool Adaptive { get; init; }

    /// <summary>The units in which an adaptive weight is at most 10,000.</summary>
    public AdaptiveLimit AdaptiveLimit { get; init; } = AdaptiveLimit.Sum;

    /// <summary>Training steps before the term counts for the autoencoder.</summary>
    public long Start { get; init; }

    /// <summary>The number of steps before <see cref="Start"/> at which the discriminator begins to train.</summary>
    public long Warmup { get; init; }

    /// <summary>Steps from <see cref="Start"/> over which the weight rises linearly from nought; 0: it is whole at once.</summary>
    public long Ramp { get; init; }

    /// <summary>Step size of the discriminator's Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Decay rates of the discriminator's Adam.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.5, 0.9];

    /// <summary>CutMix, which a UNet discriminator alone allows; null for none.</summary>
    [ConfigName("cutmix")]
    public CutMixConfig? CutMix { get; init; }

    /// <summary>The R1 penalty, with which StyleGAN's discriminator is trained; null for none.</summary>
    public R1Config? R1 { get; init; }

    /// <summary>The step from which the discriminator trains.</summary>
    internal long Begin => Math.Max(0, Start - Warmup);

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Weight <= 0)
            yield return new ConfigProblem("weight", Invariant($"expected above 0 (leave loss.adversarial out for none); found {Weight}"));
        foreach (var (name, steps) in new[] { ("start", Start), ("warmup", Warmup), ("ramp", Ramp) })
        {
            if (steps < 0)
                yield return new ConfigProblem(name, $"expected at least 0 steps; found {steps}");
        }
        if (Warmup > Start)
            yield return new ConfigProblem("warmup", $"expected at most start ({Start}): there are no steps before it; found {Warmup}");
        if (LearningRate <= 0)
            yield return new ConfigProblem("learning_rate", Invariant($"expected above 0; found {LearningRate}"));
        if (Betas.Count != 2 || Betas.Any(b => b is < 0 or >= 1))
            yield return new ConfigProblem("betas", $"expected two numbers of at least 0 and below 1; found [{string.Join(", ", Betas.Select(b => b.ToString(CultureInfo.InvariantCulture)))}]");
        if (CutMix is not null && Discriminator.Type != DiscriminatorType.Unet)
            yield return new ConfigProblem("cutmix", "needs a logit for each pixel, which discriminator.type unet alone has: remove it or set the type");
    }
}
