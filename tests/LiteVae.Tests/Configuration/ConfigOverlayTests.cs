using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Configuration;

namespace LiteVae.Tests.Configuration;

public sealed class ConfigOverlayTests
{
    [Fact]
    public void Another_type_keeps_the_keys_both_know_and_drops_the_others()
    {
        var config = Overlay("litevae-s", "encoder: {extractor: {type: nafnet}}");
        var extractor = Assert.IsType<NafNetConfig>(((LiteVaeEncoderConfig)config.Encoder).Extractor);
        Assert.Equal(16, extractor.Channels);
        Assert.Equal([1, 2, 2], extractor.Multipliers);
    }

    [Fact]
    public void The_same_type_keeps_everything()
    {
        var config = Overlay("litevae-s", "encoder: {type: litevae, levels: [2, 3]}");
        var encoder = Assert.IsType<LiteVaeEncoderConfig>(config.Encoder);
        Assert.Equal([2, 3], encoder.Levels);
        Assert.Equal(16, Assert.IsType<UNetConfig>(encoder.Extractor).Channels);
    }

    [Fact]
    public void A_key_the_new_type_lacks_is_still_a_mistake_when_the_user_gave_it() =>
        Assert.Contains("encoder.extractor.norm", Assert.Throws<ConfigException>(() => Overlay("litevae-s", "encoder: {extractor: {type: nafnet, norm: smc}}")).Message);

    [Fact]
    public void An_unknown_type_is_reported_alone() =>
        Assert.Single(Assert.Throws<ConfigException>(() => Overlay("litevae-s", "encoder: {extractor: {type: nafnat}}")).Problems);

    private static AutoencoderConfig Overlay(string preset, string yaml)
    {
        var node = ConfigWriter.ToNode(Presets.Get(preset));
        ConfigOverlay.Apply(node, ConfigDocument.Parse(yaml, "test"), typeof(AutoencoderConfig));
        return ConfigBinder.Bind<AutoencoderConfig>(node, "test");
    }
}
