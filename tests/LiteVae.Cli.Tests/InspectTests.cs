namespace LiteVae.Cli.Tests;

public sealed class InspectTests
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

    [Fact]
    public void Settings_change_the_preset() =>
        Assert.Equal(8, (int)Tool.Run("inspect", "--preset", "litevae-s-mini", "--set", "latent_channels=8", "--json").Expect(0).Json["latent_channels"]!);
}
