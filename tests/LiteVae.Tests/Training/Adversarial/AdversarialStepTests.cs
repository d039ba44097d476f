using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs;
using LiteVae.Runtime.Numbers;
using LiteVae.Training;
using LiteVae.Training.Adversarial;

namespace LiteVae.Tests.Training.Adversarial;

/// <summary>What a step makes of the schedule: the term's weight, and the parts of the discriminator's loss.</summary>
public sealed class AdversarialStepTests
{
    private const double Weight = 0.25;

    private readonly TinyGame _game = new();

    [Fact]
    public void Before_its_start_the_term_is_not_there_and_then_its_weight_rises()
    {
        using var adversary = Create(new AdversarialConfig { Weight = Weight, Start = 4, Ramp = 2 });
        Assert.Empty(Generate(adversary, stepsDone: 3));
        Assert.Equal(Weight / 2, Generate(adversary, stepsDone: 4)["adversarial_weight"], 1e-9);
        Assert.Equal(Weight, Generate(adversary, stepsDone: 5)["adversarial_weight"], 1e-9);
    }

    [Fact]
    public void An_adaptive_weight_makes_the_norms_equal_where_its_limit_allows()
    {
        using var adversary = Create(new AdversarialConfig { Weight = Weight, Adaptive = true, AdaptiveLimit = AdaptiveLimit.Mean, Ramp = 2 });
        Assert.Equal(Weight / 2, Generate(adversary, stepsDone: 0)["adversarial_gradient_ratio_weighted"], 0.01 * Weight);
        var values = Generate(adversary, stepsDone: 1);
        Assert.Equal(Weight, values["adversarial_gradient_ratio_weighted"], 0.01 * Weight);
        Assert.True(Math.Abs(values["adversarial_gradient_ratio"] - 1) > 0.1, "The norms were equal before.");
    }

    [Fact]
    public void The_discriminator_rests_until_its_first_step()
    {
        using var adversary = Create(new AdversarialConfig { Start = 10, Warmup = 4 });
        Assert.Empty(Learn(adversary, stepsDone: 5));
        Assert.Equal(0, adversary.Group.Gradients.abs().max().item<float>());
        Assert.NotEmpty(Learn(adversary, stepsDone: 6));
        Assert.True(adversary.Group.Gradients.abs().max().item<float>() > 0);
    }

    [Fact]
    public void Its_loss_is_made_of_the_parts_that_are_logged()
    {
        using var adversary = Create(new AdversarialConfig
        {
            CutMix = new CutMixConfig { Probability = 1, Ramp = 0, Consistency = 3 },
            R1 = new R1Config { Gamma = 1e-3, Interval = 4 },
        });
        var values = Learn(adversary, stepsDone: 8);
        var mixed = values["discriminator/cutmix"] / 2 + 3 * values["discriminator/consistency"] / 4;
        Assert.True(values["discriminator/consistency"] > 0);
        Assert.True(values["discriminator/r1"] > 0);
        Assert.Equal(mixed + 4 * values["discriminator/r1"], values["discriminator/loss"], 1e-5);

        values = Learn(adversary, stepsDone: 9);
        Assert.DoesNotContain("discriminator/r1", values.Keys);
        Assert.Equal(values["discriminator/cutmix"] / 2 + 3 * values["discriminator/consistency"] / 4, values["discriminator/loss"], 1e-5);
    }

    [Theory]
    [InlineData(DiscriminatorType.Unet, true)]
    [InlineData(DiscriminatorType.Patchgan, false)]
    public void In_bfloat16_only_discriminators_without_batch_norm_are_rounded(DiscriminatorType type, bool isRounded)
    {
        var config = new AdversarialConfig();
        using var whole = TinyGame.Create(config, type);
        using var half = TinyGame.Create(config, type, TrainPrecision.Bf16);
        var difference = Math.Abs(Learn(whole, stepsDone: 0)["discriminator/loss"] - Learn(half, stepsDone: 0)["discriminator/loss"]);
        Assert.Equal(isRounded, difference > 0);
        Assert.True(difference < 0.05, $"The losses differ by {difference}.");
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 1L << 32)]
    [InlineData(7, 7 + (3L << 32))]
    public void All_of_a_steps_seed_decides_the_masks(long one, long other)
    {
        using var adversary = Create(new AdversarialConfig { CutMix = new CutMixConfig { Probability = 1, Ramp = 0 } });
        // Each call takes a step of the power iteration too, which moves last bits.
        Assert.InRange(Difference(one, one), 0, 1e-6);
        Assert.True(Difference(one, other) > 1e-5, "The masks do not follow from the whole seed.");

        double Difference(long first, long second) => Math.Abs(Learn(adversary, 0, first)["discriminator/cutmix"] - Learn(adversary, 0, second)["discriminator/cutmix"]);
    }

    private IReadOnlyDictionary<string, double> Generate(AdversarialTraining adversary, long stepsDone)
    {
        using var scalars = new StepScalars(1);
        _game.Generate(adversary, new StepContext(stepsDone, 0, scalars, IsLogged: true));
        return scalars.Read();
    }

    private IReadOnlyDictionary<string, double> Learn(AdversarialTraining adversary, long stepsDone, long seed = 0)
    {
        using var scalars = new StepScalars(1);
        var step = new StepContext(stepsDone, seed, scalars, IsLogged: true);
        adversary.BeginStep(step);
        adversary.Learn(step, _game.Image, _game.Image.Times(0.5), parts: 1);
        return scalars.Read();
    }

    private static AdversarialTraining Create(AdversarialConfig config) => TinyGame.Create(config, DiscriminatorType.Unet);
}
