using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Diffusion.Recipes;
using LiteVae.Training;

namespace LiteVae.Tests.Diffusion;

public sealed class DiffusionRecipeTests
{
    [Fact]
    public void A_recipe_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var recipe = new DiffusionRecipe
        {
            Seed = 3,
            Denoiser = DenoiserPresets.Get("dit-s") with { Labels = 5 },
            Process = new ProcessConfig { Prediction = Prediction.Velocity, TimeStd = 0.5 },
            Samples = new SampleConfig { Sampler = Codec.Diffusion.Samplers.SamplerKind.Heun },
            FirstStage = new FirstStageConfig { Model = "first.safetensors" },
        };
        var path = folder.File("recipe.yaml");
        File.WriteAllText(path, recipe.ToYaml());
        Assert.Equal(recipe.ToYaml(), DiffusionRecipeReader.Read(path).ToYaml());
    }

    [Fact]
    public void Every_shipped_recipe_and_its_first_stage_can_be_read()
    {
        string[] names = ["dit-flow-imagenet-256", "ldm-celebahq-256", "ldm-ffhq-256", "ldm-photos", "ldm-quickstart"];
        Assert.Equal(names, DiffusionRecipeReader.Shipped);
        Assert.All(names, name =>
        {
            var recipe = DiffusionRecipeReader.Read(name);
            var factor = RecipeReader.Read(recipe.FirstStage.Recipe).Model.DownsamplingFactor;
            Assert.Equal(0, recipe.Data.Resolution % (factor * recipe.Denoiser.Multiple));
        });
        Assert.DoesNotContain(RecipeReader.Shipped, name => name.Contains("ldm", StringComparison.Ordinal));
    }

    [Fact]
    public void A_preset_gives_the_network_and_other_keys_change_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("recipe.yaml");
        File.WriteAllText(path, "denoiser: {preset: ldm-churches, dropout: 0.1}\n");
        var unet = Assert.IsType<UNetDenoiserConfig>(DiffusionRecipeReader.Read(path, "train.steps=7").Denoiser);
        Assert.Equal((192, 8, 0.1), (unet.ModelChannels, unet.Heads, unet.Dropout));
    }

    [Theory]
    [InlineData("denoiser: {preset: ldm-huge}", "denoiser.preset")]
    [InlineData("process: {prediction: velocity}", "samples.sampler")]
    [InlineData("process: {prediction: velocity, min_snr_gamma: 5}", "process.min_snr_gamma")]
    [InlineData("train: {batch_size: 6, accumulate: 4}", "train.batch_size")]
    [InlineData("train: {weight_decay: -1}", "train.weight_decay")]
    [InlineData("samples: {eta: 2}", "samples.eta")]
    [InlineData("data: {class_dropout: 1}", "data.class_dropout")]
    public void A_mistake_is_named(string yaml, string path)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("recipe.yaml"), yaml + "\n");
        Assert.Contains(Assert.Throws<ConfigException>(() => DiffusionRecipeReader.Read(folder.File("recipe.yaml"))).Problems, p => p.Path == path);
    }
}
