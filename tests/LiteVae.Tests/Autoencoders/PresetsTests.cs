using LiteVae.Autoencoders;
using LiteVae.Autoencoders.Networks;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Configuration;

namespace LiteVae.Tests.Autoencoders;

/// <summary>The exact counts of the paper (section 2, Tables 2 and 3).</summary>
public sealed class PresetsTests
{
    [Theory]
    [InlineData("litevae-s", 1_038_596)]
    [InlineData("litevae-b", 6_753_540)]
    [InlineData("litevae-m", 32_753_028)]
    [InlineData("litevae-l", 41_425_284)]
    [InlineData("sd-vae", 34_163_592)]
    [InlineData("dwt", 0)]
    [InlineData("dwt-2", 0)]
    public void Encoder_has_exactly_so_many_parameters(string preset, long expected)
    {
        var config = Presets.Get(preset);
        using var encoder = Encoders.Create(config.Encoder, config.LatentChannels);
        Assert.Equal(expected, ModelSummary.Parameters(encoder));
    }

    [Fact]
    public void Vae_small_has_about_six_and_a_half_million()
    {
        using var encoder = Encoders.Create(Presets.Get("vae-small").Encoder, 4);
        Assert.InRange(ModelSummary.Parameters(encoder), 6_550_000, 6_570_000);
    }

    [Theory]
    [InlineData("litevae-s", 49_490_179)]
    [InlineData("sd-vae", 49_490_179)]
    public void Decoder_has_exactly_so_many_parameters(string preset, long expected)
    {
        using var decoder = new SdDecoder(Presets.Get(preset).Decoder, 4, 3);
        Assert.Equal(expected, ModelSummary.Parameters(decoder));
    }

    [Fact]
    public void Self_modulated_decoder_has_exactly_so_many_parameters()
    {
        var config = new DecoderConfig { Norm = NormKind.SelfModulated, MidAttention = false };
        using var decoder = new SdDecoder(config, 4, 3);
        Assert.Equal(48_427_552, ModelSummary.Parameters(decoder));
    }

    [Fact]
    public void Aggregator_of_B_has_1_69_million()
    {
        using var network = new FeatureNetwork(36, 8, new UNetConfig());
        Assert.InRange(ModelSummary.Parameters(network), 1_685_000, 1_695_000);
    }

    [Theory]
    [InlineData("litevae-s")]
    [InlineData("litevae-b")]
    [InlineData("litevae-m")]
    public void NAFNet_extractor_has_about_as_many_as_the_UNet_of_the_same_channels(string preset)
    {
        var unet = (UNetConfig)((LiteVaeEncoderConfig)Presets.Get(preset).Encoder).Extractor;
        using var extractor = new FeatureNetwork(12, 12, unet);
        using var nafnet = new NafNetwork(12, 12, new NafNetConfig { Channels = unet.Channels, Multipliers = unet.Multipliers });
        var ratio = (double)ModelSummary.Parameters(nafnet) / ModelSummary.Parameters(extractor);
        Assert.InRange(ratio, 0.9, 1.1);
    }

    [Fact]
    public void ViT_aggregator_of_B_has_0_84_million()
    {
        using var network = new VitNetwork(36, 8, new VitConfig());
        Assert.InRange(ModelSummary.Parameters(network), 835_000, 845_000);
    }

    [Fact]
    public void Every_preset_survives_its_own_files()
    {
        foreach (var name in Presets.Names)
        {
            var json = ConfigDocument.ToJson(ConfigWriter.ToNode(Presets.Get(name)));
            var read = ConfigBinder.Bind<AutoencoderConfig>(ConfigDocument.Parse(json, name), name);
            Assert.Equal(json, ConfigDocument.ToJson(ConfigWriter.ToNode(read)));
            Assert.Equal(name, ModelSummary.Describe(read));
        }
    }

    [Fact]
    public void A_misspelt_preset_is_corrected() =>
        Assert.Contains("did you mean litevae-b", Assert.Throws<ConfigException>(() => Presets.Get("litvae-b")).Message);
}
