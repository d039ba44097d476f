using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Losses.Perceptual;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class ObjectiveConfigTests
{
    [Fact]
    public void Without_its_keys_the_objective_has_neither_perceptual_nor_adversarial_terms()
    {
        var loss = TinyRecipe.Read().Loss;
        Assert.Null(loss.Perceptual);
        Assert.Null(loss.Adversarial);
        Assert.Equal(0, loss.Ldl);
    }

    [Fact]
    public void Every_key_is_read()
    {
        var loss = TinyRecipe.Read(
            "train.phases.0.resolution=32", "loss.ldl=0.5", "loss.perceptual={type: lpips, net: squeeze, weight: 2}",
            "loss.adversarial={discriminator: {type: unet, channels: 8}, loss: logistic, weight: 0.3, adaptive: true, start: 9, warmup: 4, ramp: 5, "
            + "learning_rate: 5e-4, betas: [0, 0.99], cutmix: {probability: 0.4, ramp: 7, consistency: 2}, r1: {gamma: 1, interval: 4}}").Loss;
        Assert.Equal(0.5, loss.Ldl);
        Assert.Equal(new LpipsConfig { Net = PerceptualNetwork.Squeeze, Weight = 2 }, loss.Perceptual);
        var adversarial = loss.Adversarial!;
        Assert.Equal(new DiscriminatorConfig { Channels = 8 }, adversarial.Discriminator);
        Assert.Equal((AdversarialLossType.Logistic, 0.3, true), (adversarial.Loss, adversarial.Weight, adversarial.Adaptive));
        Assert.Equal((9, 4, 5, 5), (adversarial.Start, adversarial.Warmup, adversarial.Ramp, adversarial.Begin));
        Assert.Equal(5e-4, adversarial.LearningRate);
        Assert.Equal([0, 0.99], adversarial.Betas);
        Assert.Equal(new CutMixConfig { Probability = 0.4, Ramp = 7, Consistency = 2 }, adversarial.CutMix);
        Assert.Equal(new R1Config { Gamma = 1, Interval = 4 }, adversarial.R1);
    }

    [Fact]
    public void A_resolved_recipe_reads_back_as_it_was()
    {
        var recipe = TinyRecipe.Read("loss.adversarial={cutmix: {}}", "loss.perceptual={type: esrgan}");
        var again = RecipeReader.Parse(recipe.ToYaml(), "again");
        Assert.Equal(recipe.ToYaml(), again.ToYaml());
        Assert.IsType<EsrganConfig>(again.Loss.Perceptual);
        Assert.NotNull(again.Loss.Adversarial!.CutMix);
    }

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var e = Assert.Throws<ConfigException>(() => TinyRecipe.Read(
            "loss.ldl=1", "train.ema_decay=null", "train.accumulate=2", "train.max_skipped_steps=-1", "loss.perceptual={type: lpips, weight: 0, net: alex}",
            "loss.adversarial={discriminator: {type: stylegan, channels: 0}, weight: -1, start: 3, warmup: 4, ramp: -1, learning_rate: 0, "
            + "betas: [1], cutmix: {probability: 2, ramp: -1, consistency: -1}, r1: {gamma: 0, interval: 0}}"));
        Assert.Equal(
            [
                "loss.adversarial.betas", "loss.adversarial.cutmix", "loss.adversarial.cutmix.consistency", "loss.adversarial.cutmix.probability",
                "loss.adversarial.cutmix.ramp", "loss.adversarial.discriminator.channels", "loss.adversarial.learning_rate", "loss.adversarial.r1.gamma",
                "loss.adversarial.r1.interval", "loss.adversarial.ramp", "loss.adversarial.warmup", "loss.adversarial.weight", "loss.ldl",
                "loss.perceptual.weight", "train.max_skipped_steps", "train.phases.0.batch_size", "train.phases.0.resolution", "train.phases.0.resolution",
            ],
            e.Problems.Select(p => p.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Esrgans_loss_has_no_choice_of_network()
    {
        var e = Assert.Throws<ConfigException>(() => TinyRecipe.Read("loss.perceptual={type: esrgan, net: vgg}"));
        Assert.Equal("loss.perceptual.net", Assert.Single(e.Problems).Path);
    }

    [Theory]
    [InlineData(256, 128, 256)]
    [InlineData(128, 128)]
    [InlineData(64, 64, 96)]
    [InlineData(32, 48)]
    [InlineData(16, 256, 20)]
    [InlineData(1024, 2048)]
    public void A_unet_discriminator_is_laid_out_for_all_phases(int layout, params int[] resolutions)
    {
        var config = new DiscriminatorConfig { Channels = 1 }.LaidOutFor(resolutions);
        Assert.Equal(layout, config.Resolution);
        Assert.All(resolutions, r => Assert.Null(config.Refuses(r)));
    }

    [Theory]
    [InlineData(DiscriminatorType.Unet, 18, "a UNet discriminator needs a multiple of 4; found 18")]
    [InlineData(DiscriminatorType.Patchgan, 16, "a PatchGAN discriminator with 3 layers needs at least 24; found 16")]
    [InlineData(DiscriminatorType.Stylegan, 48, "a StyleGAN discriminator takes one size only, a power of two up to 1024; found 48")]
    public void A_resolution_that_it_cannot_take_is_refused(DiscriminatorType type, int resolution, string reason) =>
        Assert.Equal(reason, new DiscriminatorConfig { Type = type }.LaidOutFor([resolution]).Refuses(resolution));

    [Fact]
    public void Missing_weights_are_told_before_the_run_begins()
    {
        using var weights = new WeightsEnvironment();
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder["run"]);
        var recipe = TinyRecipe.Read("train.phases=[{resolution: 16, steps: 1, batch_size: 1}]", "loss.perceptual={type: lpips}");
        var e = Assert.Throws<CheckpointException>(() => Trainer.Start(recipe, run, CPU, new Recorder()));
        Assert.Contains("litevae weights fetch vgg16 lpips-vgg", e.Message);
        Assert.False(Directory.Exists(run.Root));
    }

    [Theory]
    [InlineData("ffhq-128", 100_000)]
    [InlineData("ffhq-256", 100_000)]
    [InlineData("imagenet-128", 200_000)]
    [InlineData("imagenet-256", 100_000)]
    public void Shipped_recipes_carry_the_papers_settings(string name, long steps)
    {
        var recipe = RecipeReader.Read(name);
        Assert.Equal(steps, recipe.Train.Phases.Sum(p => p.Steps));
        Assert.All(recipe.Train.Phases, p => Assert.Equal(16, p.BatchSize));
        Assert.Equal((1e-4, 0.5, 0.9), (recipe.Train.LearningRate, recipe.Train.Betas[0], recipe.Train.Betas[1]));
        Assert.Equal(new LpipsConfig { Net = PerceptualNetwork.Vgg, Weight = 1 }, recipe.Loss.Perceptual);
        var adversarial = recipe.Loss.Adversarial!;
        Assert.Equal((DiscriminatorType.Unet, 0.5, false), (adversarial.Discriminator.Type, adversarial.Weight, adversarial.Adaptive));
        Assert.NotNull(adversarial.CutMix);
        Assert.Equal(recipe.Train.Phases[^1].Resolution, recipe.Discriminator!.Resolution);
        Assert.Equal(12, RecipeReader.Read(name, "model.latent_channels=12", "model.decoder.norm=smc", "model.decoder.mid_attention=false").Model.LatentChannels);
    }

    [Fact]
    public void The_baseline_is_trained_as_CompVis_does()
    {
        var recipe = RecipeReader.Read("sd-vae-256");
        var loss = recipe.Loss;
        Assert.Equal((1.0, 0.0, 0.0, 1e-6), (loss.L1, loss.Wavelet, loss.Gaussian, loss.Kl));
        var adversarial = loss.Adversarial!;
        Assert.Equal((DiscriminatorType.Patchgan, 0.5, true, AdaptiveLimit.Sum), (adversarial.Discriminator.Type, adversarial.Weight, adversarial.Adaptive, adversarial.AdaptiveLimit));
        Assert.Equal((50_001, 50_001), (adversarial.Start, adversarial.Begin));
        Assert.Equal(4.5e-6 * recipe.Train.Phases[0].BatchSize, recipe.Train.LearningRate, 1e-12);
        Assert.Equal(recipe.Train.LearningRate, adversarial.LearningRate);
        Assert.True(recipe.Model.Use1x1Conv);
    }

    public static TheoryData<string> Tables => [.. RecipeReader.Shipped.Where(n => n.StartsWith("tables/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_row_of_a_table_is_its_base_but_for_what_it_sets(string name)
    {
        var text = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "recipes", $"{name}.yaml"));
        var settings = text.Where(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => Setting(l.Trim())).ToArray();
        var baseName = text.Single(l => l.StartsWith("base: ", StringComparison.Ordinal))["base: ".Length..];
        Assert.Equal(RecipeReader.Read(baseName, settings).ToYaml(), RecipeReader.Read(name).ToYaml());
        if (settings.Length > 0)
            Assert.NotEqual(RecipeReader.Read(baseName).ToYaml(), RecipeReader.Read(name).ToYaml());
        Assert.NotNull(RecipeReader.Read(name).Loss.Adversarial);
    }

    [Fact]
    public void Mistakes_around_a_base_are_named()
    {
        using var folder = new TemporaryFolder();
        string Write(string yaml) => folder.Write("a.yaml", System.Text.Encoding.UTF8.GetBytes(yaml));
        Assert.Contains("\"quickstar\"", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: quickstar\n"))).Message);
        Assert.Contains("train.learning_rat", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: quickstart\nset: {train.learning_rat: 1}\n"))).Message);
        Assert.Contains("base and set alone", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: quickstart\nseed: 1\n"))).Message);
        Assert.Contains("is a list of 2", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: quickstart\nset: {train.phases.7.steps: 1}\n"))).Message);
        Assert.Contains("dotted keys", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: quickstart\nset: [1]\n"))).Message);
        Assert.Contains("the name of a recipe", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write("base: [quickstart]\n"))).Message);
        Assert.Contains("each the base of another", Assert.Throws<ConfigException>(() => RecipeReader.Read(Write($"base: {folder["a.yaml"]}\n"))).Message);
    }

    // "key: value" as --set has it.
    private static string Setting(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return $"{line[..colon]}={line[(colon + 2)..]}";
    }
}
