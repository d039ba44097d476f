using LiteVae.Codec.Interchange.Diffusers;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Interchange;

public sealed class DiffusersConfigTests
{
    private const string StableDiffusion1 = """
        {"_class_name": "AutoencoderKL", "_diffusers_version": "0.6.0", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
         "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "in_channels": 3, "latent_channels": 4,
         "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 512,
         "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]}
        """;

    [Fact]
    public void Stable_diffusions_config_is_the_preset_with_1x1_convolutions()
    {
        var header = DiffusersConfig.Read(StableDiffusion1, "config.json");
        var expected = Codec.Models.Presets.Get("sd-vae") with { Use1x1Conv = true };
        Assert.Equal(expected.ToJson(), header.Config.ToJson());
        Assert.All(header.Scale!.StandardDeviation, d => Assert.Equal(1 / 0.18215, d)); // what diffusers takes where nothing is said
    }

    [Fact]
    public void A_factor_and_a_shift_become_deviation_and_mean()
    {
        var header = DiffusersConfig.Read(With("""
            "latent_channels": 16, "scaling_factor": 0.3611, "shift_factor": 0.1159, "use_quant_conv": false, "use_post_quant_conv": false, "force_upcast": true,
            "latents_mean": null, "latents_std": null, "mid_block_add_attention": true
            """, "latent_channels"), "config.json");
        Assert.False(header.Config.Use1x1Conv);
        Assert.Equal(16, header.Scale!.Mean.Count);
        Assert.All(header.Scale.Mean, m => Assert.Equal(0.1159, m));
        Assert.All(header.Scale.StandardDeviation, d => Assert.Equal(1 / 0.3611, d));
    }

    [Fact]
    public void Statistics_of_channels_are_divided_by_the_factor()
    {
        var header = DiffusersConfig.Read(With("\"scaling_factor\": 0.5, \"latents_mean\": [-1.5, 0, 1, 2], \"latents_std\": [8, 5, 6, 2]"), "config.json");
        Assert.Equal([-1.5, 0, 1, 2], header.Scale!.Mean);
        Assert.Equal([16, 10, 12, 4], header.Scale.StandardDeviation);
    }

    [Fact]
    public void Attention_at_levels_is_counted_from_the_image_in_both_networks()
    {
        const string plain = "DownEncoderBlock2D";
        var json = StableDiffusion1
            .Replace($"\"{plain}\"]", "\"AttnDownEncoderBlock2D\"]", StringComparison.Ordinal)
            .Replace("[\"UpDecoderBlock2D\"", "[\"AttnUpDecoderBlock2D\"", StringComparison.Ordinal);
        var config = DiffusersConfig.Read(json, "config.json").Config;
        Assert.Equal([8], Assert.IsType<Codec.Models.Encoders.SdEncoderConfig>(config.Encoder).AttentionFactors);
        Assert.Equal([8], config.Decoder.AttentionFactors);
    }

    [Theory]
    [InlineData("\"_class_name\": \"AsymmetricAutoencoderKL\"", "asymmetric")]
    [InlineData("\"_class_name\": \"AutoencoderKLTemporalDecoder\"", "video")]
    [InlineData("\"_class_name\": \"VQModel\"", "codebook")]
    [InlineData("\"_class_name\": \"AutoencoderOobleck\"", "AutoencoderOobleck", "expected AutoencoderKL")]
    [InlineData("\"_class_name\": 5", "_class_name: expected text; found 5")]
    [InlineData("\"act_fn\": \"relu\"", "act_fn", "\"relu\"")]
    [InlineData("\"in_channels\": 4", "in_channels: expected 3; found 4")]
    [InlineData("\"out_channels\": 1", "out_channels: expected 3; found 1")]
    [InlineData("\"norm_num_groups\": 16", "norm_num_groups", "16")]
    [InlineData("\"layers_per_block\": 2.5", "layers_per_block: expected a whole number; found 2.5")]
    [InlineData("\"layers_per_block\": 0", "res_blocks")]
    [InlineData("\"latent_channels\": -4", "latent_channels")]
    [InlineData("\"block_out_channels\": [128, 200, 512, 512]", "block_out_channels", "multiples")]
    [InlineData("\"block_out_channels\": []", "block_out_channels")]
    [InlineData("\"block_out_channels\": [128, 256, 512]", "down_block_types: expected 3", "up_block_types: expected 3")]
    [InlineData("\"block_out_channels\": \"128\"", "block_out_channels: expected a list")]
    [InlineData("\"down_block_types\": [\"DownEncoderBlock2D\", \"DownEncoderBlock2D\", \"DownEncoderBlock2D\", \"CrossDown\"]", "\"CrossDown\" is not supported")]
    [InlineData("\"use_quant_conv\": false", "use_post_quant_conv")]
    [InlineData("\"scaling_factor\": 0", "scaling_factor: expected above 0")]
    [InlineData("\"scaling_factor\": 1e999", "scaling_factor")]
    [InlineData("\"latents_mean\": [0, 0, 0, 0]", "latents_std")]
    [InlineData("\"latents_mean\": [0, 0, 0], \"latents_std\": [1, 1, 1, 1]", "latents_mean: expected 4 numbers; found 3")]
    [InlineData("\"latents_mean\": [0, 0, 0, 0], \"latents_std\": [1, 0, 1, 1]", "latents_std: expected numbers above 0")]
    [InlineData("\"latents_mean\": [0, 0, 0, 0], \"latents_std\": [1, 1, 1, 1], \"shift_factor\": 2", "shift_factor")]
    [InlineData("\"mid_block_add_attentions\": false", "unknown key, did you mean mid_block_add_attention?")]
    [InlineData("\"spatial_compression\": 32", "spatial_compression: unknown key")]
    public void What_is_not_understood_is_refused_by_name(string change, params string[] reasons)
    {
        var error = Assert.Throws<CheckpointException>(() => DiffusersConfig.Read(With(change, change.Split('"')[1]), "some config.json"));
        Assert.StartsWith("some config.json: ", error.Message, StringComparison.Ordinal);
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"in_channels\": 3, \"in_channels\": 3}")]
    [InlineData("{\"act_fn\": \"\\ud800\"}")]
    [InlineData("{\"latents_mean\": [[[[[[[[[[1]]]]]]]]]]}")]
    public void Damaged_text_is_refused(string json) => Assert.Throws<CheckpointException>(() => DiffusersConfig.Read(json, "config.json"));

    [Fact]
    public void Everything_in_the_way_is_named_at_once()
    {
        var error = Assert.Throws<CheckpointException>(() => DiffusersConfig.Read(With("\"act_fn\": \"relu\", \"tiles\": 3, \"scaling_factor\": -1", "act_fn"), "config.json"));
        Assert.Equal(3, error.Problems.Count);
    }

    // Stable Diffusion's config with keys added, in place of one that it has.
    private static string With(string keys, string? insteadOf = null)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(StableDiffusion1)!.AsObject();
        if (insteadOf is not null)
            root.Remove(insteadOf);
        return root.ToJsonString()[..^1] + ", " + keys + "}";
    }
}
