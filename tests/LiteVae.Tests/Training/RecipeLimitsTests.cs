using LiteVae.Codec.Configuration;

namespace LiteVae.Tests.Training;

/// <summary>The limits of a recipe's values, and the rules that concern several of them: what lies at a limit is read, what lies beyond it is named by its key.</summary>
public sealed class RecipeLimitsTests
{
    [Theory]
    [InlineData("train.phases=[{resolution: 16}]")]
    [InlineData("train.phases=[{resolution: 4096}]")]
    [InlineData("train.phases=[{resolution: 64, short_side: 64}]")]
    [InlineData("train.phases=[{resolution: 64, short_side: 16384}]")]
    [InlineData("train.phases=[{steps: 1, batch_size: 1}]")]
    [InlineData("train.phases=[{batch_size: 65536}]")]
    [InlineData("train.phases=[{batch_size: 5}]", "train.accumulate=1")]
    [InlineData("train.phases=[{batch_size: 6}]", "train.accumulate=3")]
    [InlineData("train.phases=[{resolution: 40}]")]
    [InlineData("train.phases=[{resolution: 48}]", "loss.scale_equivariance={weight: 1}")]
    [InlineData("train.phases=[{resolution: 64}]", "loss.scale_equivariance={weight: 1}", "loss.perceptual={type: lpips, net: alex}")]
    [InlineData("train.freeze=encoder", "loss.adversarial={}")]
    public void A_value_at_the_limit_is_read(params string[] settings) => Assert.NotEmpty(TinyRecipe.Read(settings).Train.Phases);

    [Theory]
    [InlineData("train.phases.0.resolution", "train.phases=[{resolution: 8}]")]
    [InlineData("train.phases.0.resolution", "train.phases=[{resolution: 4104}]")]
    [InlineData("train.phases.0.short_side", "train.phases=[{resolution: 64, short_side: 63}]")]
    [InlineData("train.phases.0.short_side", "train.phases=[{resolution: 64, short_side: 16385}]")]
    [InlineData("train.phases.0.steps", "train.phases=[{steps: 0}]")]
    [InlineData("train.phases.0.batch_size", "train.phases=[{batch_size: 0}]")]
    [InlineData("train.phases.0.batch_size", "train.phases=[{batch_size: 65537}]")]
    [InlineData("train.phases.1.batch_size", "train.phases=[{batch_size: 6}, {batch_size: 7}]", "train.accumulate=3")]
    [InlineData("train.phases", "train.phases=[]")]
    [InlineData("train.phases.1.resolution", "train.phases=[{resolution: 40}, {resolution: 44}]")]
    [InlineData("train.phases.0.resolution", "train.phases=[{resolution: 40}]", "loss.scale_equivariance={weight: 1}")]
    [InlineData("train.phases.1.resolution", "train.phases=[{resolution: 64}, {resolution: 48}]", "loss.scale_equivariance={weight: 1}", "loss.perceptual={type: lpips, net: alex}")]
    [InlineData("train.phases.0.resolution", "train.phases=[{resolution: 24}]", "loss.perceptual={type: lpips, net: alex}")]
    [InlineData("loss.ldl", "loss.ldl=1", "train.ema_decay=null")]
    [InlineData("train.freeze", "train.freeze=decoder", "loss.adversarial={}")]
    [InlineData("train.freeze", "train.freeze=decoder", "model.encoder={type: dwt}", "model.latent_channels=12")]
    public void A_value_beyond_it_is_named(string path, params string[] settings)
    {
        var e = Assert.Throws<ConfigException>(() => TinyRecipe.Read(settings));
        Assert.Contains(path, e.Problems.Select(p => p.Path));
    }

    [Fact]
    public void The_last_phase_can_have_another_number_of_steps()
    {
        var longer = TinyRecipe.Read().WithSteps(9);
        Assert.Equal([(16, 5L), (32, 9L)], longer.Train.Phases.Select(p => (p.Resolution, p.Steps)));
    }
}
