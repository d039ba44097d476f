using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class DiffusionConfigTests
{
    public static TheoryData<string> Presets => [.. DenoiserPresets.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_config_is_read_as_it_was_written(string preset)
    {
        var config = new DiffusionConfig
        {
            Denoiser = DenoiserPresets.Get(preset, channels: 12) with { Labels = 3 },
            Prediction = Prediction.V,
            Schedule = new NoiseSchedule { Steps = 500, BetaEnd = 0.0155 },
            Classes = ["a cat", "dog/ü"],
            LatentShape = [12, 16, 24],
            FirstStage = new string('a', 64),
        };
        var read = DiffusionConfig.FromJson(config.ToJson());
        Assert.Equal(config.ToJson(), read.ToJson());
        Assert.Equal(config.Denoiser.GetType(), read.Denoiser.GetType());
        Assert.Equal(config.Schedule, read.Schedule);
        Assert.Equal(config.Classes, read.Classes);
    }

    [Fact]
    public void Keys_and_values_have_the_names_of_recipes()
    {
        var json = new DiffusionConfig { Denoiser = DenoiserPresets.Get("ldm-churches"), Prediction = Prediction.Epsilon }.ToJson();
        Assert.Contains("\"type\":\"unet\"", json, StringComparison.Ordinal);
        Assert.Contains("\"head_channels\":null", json, StringComparison.Ordinal);
        Assert.Contains("\"prediction\":\"epsilon\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_keys_take_their_defaults() =>
        Assert.Equal(new DitConfig { Width = 768, Heads = 12 }, DiffusionConfig.FromJson("""{"denoiser": {"type": "dit", "width": 768, "heads": 12}}""").Denoiser);

    [Theory]
    [InlineData("""{"denoiser": {"type": "unett"}}""", "denoiser.type", "unet")]
    [InlineData("""{"denoisser": {}}""", "denoisser", "denoiser")]
    [InlineData("""{"denoiser": {"heads": "8"}}""", "denoiser.heads", "a number")]
    [InlineData("""{"denoiser": {"res_blocks": null}}""", "denoiser.res_blocks", "a number")]
    [InlineData("""{"latent_shape": [4, 32]}""", "latent_shape", "channels, height and width")]
    [InlineData("""{"latent_shape": [3, 32, 32]}""", "latent_shape", "4 channels")]
    [InlineData("""{"classes": ["a"]}""", "denoiser.labels", "expected 2 for 1 classes")]
    [InlineData("""{"schedule": {"steps": 1}}""", "schedule.steps", "2 to 100000")]
    [InlineData("""{"first_stage": "ABC"}""", "first_stage", "64 lowercase")]
    public void A_mistake_is_named(string json, string path, string words)
    {
        var problem = Assert.Single(Assert.Throws<ConfigException>(() => DiffusionConfig.FromJson(json)).Problems, p => p.Path == path);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }
}
