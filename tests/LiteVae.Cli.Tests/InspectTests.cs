using LiteVae.Checkpoints;
using LiteVae.Runtime.Numbers;

namespace LiteVae.Cli.Tests;

public sealed class InspectTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData("litevae-s", 1_038_596, 5.76e9)]
    [InlineData("litevae-b", 6_753_540, 37.8e9)]
    [InlineData("litevae-m", 32_753_028, 224e9)]
    [InlineData("litevae-l", 41_425_284, 233e9)]
    [InlineData("dwt", 0, 0)]
    public void Counts_agree_with_the_paper(string preset, long parameters, double macs)
    {
        var json = Tool.Run("inspect", "--preset", preset, "--json").Expect(0).Json;
        Assert.Equal(parameters, (long)json["encoder_parameters"]!);
        Assert.InRange((double)json["encoder_macs"]!, macs * 0.998, macs * 1.002); // given with three digits
        Assert.True((long)json["decoder_parameters"]! > 49_000_000);
        Assert.True((long)json["decoder_macs"]! > 300_000_000_000);
    }

    [Fact]
    public void Stable_Diffusions_encoder_costs_what_the_paper_says()
    {
        var json = Tool.Run("inspect", "--preset", "sd-vae", "--json").Expect(0).Json;
        Assert.Equal(34_163_592, (long)json["encoder_parameters"]!);
        // 135.6 G in the paper, whose counter leaves out parts of the attention.
        Assert.InRange((double)json["encoder_macs"]!, 135.6e9, 135.6e9 * 1.01);
        Assert.Null(json["receptive_field"]);
    }

    [Fact]
    public void Convolutions_cost_in_proportion_to_the_area_and_attention_to_its_square()
    {
        long Encoder(string preset, string resolution) =>
            (long)Tool.Run("inspect", "--preset", preset, "--resolution", resolution, "--json").Expect(0).Json["encoder_macs"]!;

        Assert.Equal(4 * Encoder("litevae-s", "128"), Encoder("litevae-s", "256"));
        // a C + b C^2 = work at C positions: the square's share at 256 is 2 x 1024^2 x 512.
        const long attention = 2L * 1024 * 1024 * 512;
        Assert.Equal(4 * (Encoder("sd-vae", "128") - attention / 16) + attention, Encoder("sd-vae", "256"));
    }

    [Theory]
    [InlineData("ldm-faces", 274_060_196)]
    [InlineData("ldm-churches", 294_966_916)]
    public void Denoisers_have_their_counts_too(string preset, long parameters)
    {
        var json = Tool.Run("inspect", "--preset", preset, "--json").Expect(0).Json;
        Assert.Equal(parameters, (long)json["parameters"]!);
        Assert.Equal((32, 4), ((int)json["latent_size"]!, (int)json["latent_channels"]!));
        Assert.True((long)json["macs"]! > 10_000_000_000);
        Assert.Single(json["modules"]!.AsArray(), m => (string)m!["name"]! == "middle_block");
        Assert.Contains($"{parameters:N0} parameters", Tool.Run("inspect", "--preset", preset, "--depth", "1").Expect(0).Results);
    }

    [Fact]
    public void Of_a_denoiser_only_counts_are_shown()
    {
        Tool.Run("inspect", "--preset", "dit-s", "--set", "width=8").Expect(ExitCode.WrongUse).Says("dit-s is a denoiser");
        Tool.Run("inspect", "--preset", "dit-s", "--picture", workspace.At("dit.png")).Expect(ExitCode.WrongUse).Says("dit-s is a denoiser");
        Tool.Run("inspect", "--preset", "dit-s", "--resolution", "100").Expect(ExitCode.WrongUse).Says("multiple of 8");
    }

    [Fact]
    public void Settings_change_the_preset() =>
        Assert.Equal(8, (int)Tool.Run("inspect", "--preset", "litevae-s-mini", "--set", "latent_channels=8", "--json").Expect(0).Json["latent_channels"]!);

    [Fact]
    public void Another_type_of_extractor_keeps_the_presets_channels()
    {
        var json = Tool.Run("inspect", "--preset", "litevae-s", "--set", "encoder.extractor.type=nafnet", "encoder.levels.0=2", "encoder.levels=[2,3]", "--json").Expect(0).Json;
        Assert.Equal("nafnet", (string)json["config"]!["encoder"]!["extractor"]!["type"]!);
        Assert.Equal(16, (int)json["config"]!["encoder"]!["extractor"]!["channels"]!);
    }

    [Fact]
    public void The_table_shows_every_part_with_its_shape_and_share()
    {
        var modules = Tool.Run("inspect", "--preset", "litevae-s", "--json").Expect(0).Json["modules"]!.AsArray();
        string[] names = [.. modules.Select(m => (string)m!["name"]!)];
        Assert.Equal(["encoder", "encoder.feature_extractor_L1", "encoder.downsample_L1"], names[..3]);
        Assert.True(Array.IndexOf(names, "decoder.up.3") < Array.IndexOf(names, "decoder.up.0"), "in the order of the computation");
        Assert.Equal([1, 12, 128, 128], modules[1]!["output_shape"]!.AsArray().Select(n => (int)n!));
        Assert.Equal(1, modules.Where(m => !((string)m!["name"]!).Contains('.')).Sum(m => (double)m!["share"]!), 1e-9);

        var lines = Tool.Run("inspect", "--preset", "litevae-s", "--depth", "1").Expect(0).Results.Split('\n');
        Assert.Single(lines, l => l.StartsWith("encoder", StringComparison.Ordinal) && l.Contains("1,038,596") && l.Contains("[1,8,32,32]"));
        Assert.DoesNotContain(lines, l => l.Contains("feature_extractor_L1"));
    }

    [Fact]
    public void The_picture_of_a_model_file_comes_with_the_balance_of_its_feature_maps()
    {
        var picture = workspace.At("inside.png");
        var json = Tool.Run("inspect", "--model", workspace.Model, "--picture", picture, "--resolution", "64", "--json").Expect(0).Json;
        Assert.Equal(16, json["feature_maps"]!["ratios"]!.AsArray().Count);
        Assert.True((double)json["feature_maps"]!["median_ratio"]! > 1);
        Assert.True(LiteVae.Data.ImageFile.Load(picture).Width > 5 * 128);
    }

    [Fact]
    public void An_image_alone_shows_how_large_activations_get_in_every_row()
    {
        var image = workspace.Picture("seen.png", 48, 40);
        string[] call = ["inspect", "--model", workspace.Model, "--image", image, "--resolution", "32"];
        var json = Tool.Run([.. call, "--json"]).Expect(0).Json;
        var modules = json["modules"]!.AsArray();
        foreach (var network in new[] { "encoder", "decoder" })
        {
            var peak = json["largest_activations"]![network]!;
            Assert.StartsWith(network, (string)peak["module"]!, StringComparison.Ordinal);
            Assert.False((bool)peak["overflows_float16"]!);
            var rows = modules.Where(m => ((string)m!["name"]!).StartsWith(network, StringComparison.Ordinal)).Select(m => (double?)m!["largest_activation"]).ToArray();
            Assert.All(rows, r => Assert.True(r > 0));
            Assert.Equal((double)peak["magnitude"]!, rows[0]); // the network's own row is the largest of all within
            Assert.Equal(rows[0], rows.Max());
        }

        var outcome = Tool.Run(call).Expect(0);
        Assert.Contains("Largest activations on this image: ", outcome.Results);
        Assert.Contains((string)json["largest_activations"]!["decoder"]!["module"]!, outcome.Results);
        Assert.DoesNotContain("float16", outcome.Messages);
        Assert.Null(Tool.Run("inspect", "--model", workspace.Model, "--json").Expect(0).Json["largest_activations"]);
    }

    [Fact]
    public void What_float16_cannot_hold_is_a_warning_that_names_the_module()
    {
        var image = workspace.Picture("loud.png", 32, 32);
        var path = workspace.At("loud.safetensors");
        using (var model = ModelFile.Load(workspace.Model))
        using (TorchSharp.torch.no_grad())
        {
            model.get_parameter("decoder.conv_out.gain")!.zero_();
            model.get_parameter("decoder.conv_out.conv.bias")!.Fill(-70_000);
            ModelFile.Save(path, model);
        }
        var outcome = Tool.Run("inspect", "--model", path, "--image", image, "--resolution", "32", "--json").Expect(0);
        outcome.Says("warning: the decoder reaches 70,000 in decoder.conv_out: float16 ends at 65504");
        Assert.True((bool)outcome.Json["largest_activations"]!["decoder"]!["overflows_float16"]!);
        Assert.DoesNotContain("the encoder reaches", outcome.Messages);
    }

    [Fact]
    public void A_preset_shows_its_sub_bands_alone()
    {
        var picture = workspace.At("bands.png");
        var json = Tool.Run("inspect", "--preset", "dwt", "--picture", picture, "--resolution", "64", "--json").Expect(0).Json;
        Assert.Null(json["feature_maps"]);
        Assert.True(File.Exists(picture));
    }

    [Fact]
    public void A_picture_of_nothing_is_refused()
    {
        var picture = workspace.At("never.png");
        Tool.Run("inspect", "--preset", "dwt", "--image", "a.png").Expect(ExitCode.WrongUse).Says("--picture");
        Tool.Run("inspect", "--preset", "dwt", "--picture", picture, "--image", workspace.At("none.png")).Expect(ExitCode.Failed).Says("none.png");
        Assert.False(File.Exists(picture));
    }
}
