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
    [InlineData(4, 1, 65536, "")]
    [InlineData(4, 65536, 1, "")]
    [InlineData(4, 1 << 14, 1 << 14, "")] // 2^30 numbers
    [InlineData(4, (1 << 14) + 1, 1 << 14, "latent_shape")]
    [InlineData(4, 0, 1, "latent_shape")]
    [InlineData(4, 1, 0, "latent_shape")]
    [InlineData(4, 65537, 1, "latent_shape")]
    [InlineData(4, 1, 65537, "latent_shape")]
    [InlineData(0, 1, 1, "latent_shape")]
    [InlineData(3, 1, 1, "latent_shape")]
    public void A_latent_has_limits(int channels, int height, int width, string problem)
    {
        var config = new DiffusionConfig { LatentShape = [channels, height, width] };
        Assert.Equal(problem, string.Join(' ', config.FindProblems().Select(p => p.Path)));
    }

    [Fact]
    public void Its_length_is_the_product_of_its_sides() => Assert.Equal(4 * 3 * 5, new DiffusionConfig { LatentShape = [4, 3, 5] }.LatentLength);

    [Theory]
    [InlineData("", "")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde", "first_stage")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg", "first_stage")]
    public void A_first_stage_is_named_by_its_digest(string digest, string problem) =>
        Assert.Equal(problem, string.Join(' ', new DiffusionConfig { FirstStage = digest }.FindProblems().Select(p => p.Path)));

    [Fact]
    public void What_is_not_valid_is_refused_with_every_problem()
    {
        var config = new DiffusionConfig { LatentShape = [], Denoiser = new UNetDenoiserConfig { Channels = 0 }, Schedule = new NoiseSchedule { Steps = 0 } };
        var paths = Assert.Throws<ConfigException>(config.ThrowIfInvalid).Problems.Select(p => p.Path).ToArray();
        Assert.Contains("latent_shape", paths);
        Assert.Contains("denoiser.channels", paths);
        Assert.Contains("schedule.steps", paths);
        new DiffusionConfig().ThrowIfInvalid();
        Assert.Throws<ArgumentNullException>(() => DiffusionConfig.FromJson(null!));
        Assert.Throws<ArgumentNullException>(() => DiffusionConfig.FromJson("{}", null!));
    }

    [Theory]
    [InlineData("""{"denoiser": {"type": "unett"}}""", "denoiser.type", "unet")]
    [InlineData("""{"denoisser": {}}""", "denoisser", "denoiser")]
    [InlineData("""{"denoiser": {"type": "dit", "widht": 8}}""", "denoiser.widht", "width")]
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
