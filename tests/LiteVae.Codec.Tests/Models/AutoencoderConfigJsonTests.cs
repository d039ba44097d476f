using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Tests.Models;

public sealed class AutoencoderConfigJsonTests
{
    [Theory]
    [MemberData(nameof(Variants.PresetNames), MemberType = typeof(Variants))]
    public void Every_preset_survives(string preset) => AssertSurvives(Presets.Get(preset));

    [Theory]
    [MemberData(nameof(Variants.Names), MemberType = typeof(Variants))]
    public void Every_architecture_survives(string variant) => AssertSurvives(Variants.All[variant]);

    [Fact]
    public void A_config_reads_what_it_writes()
    {
        var config = Presets.Get("litevae-s") with { LatentChannels = 12 };
        Assert.Equal(config.ToJson(), AutoencoderConfig.FromJson(config.ToJson()).ToJson());
        Assert.Contains("\"latent_channels\":12", config.ToJson().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var error = Assert.Throws<ConfigException>(() => AutoencoderConfig.FromJson("""{"latent_chanels": 4}""", "some file"));
        Assert.Contains("some file: latent_chanels", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"encoder\":{}}")]
    [InlineData("{\"encoder\":{\"type\":\"litevae\",\"extractor\":{\"type\":\"unet\"}},\"decoder\":{\"res_blocks\":2}}")]
    [InlineData("{\"encoder\":{\"levels\":[1,2,3],\"type\":\"litevae\"}}")]
    public void Missing_keys_take_defaults(string json) =>
        Assert.Equal(AutoencoderConfigJson.Write(new()), AutoencoderConfigJson.Write(AutoencoderConfigJson.Read(json, "test")));

    [Fact]
    public void Missing_keys_of_a_variant_take_its_defaults()
    {
        var config = AutoencoderConfigJson.Read("{\"encoder\":{\"extractor\":{\"blocks\":3,\"type\":\"nafnet\"},\"aggregator\":{\"type\":\"vit\"}}}", "test");
        var encoder = Assert.IsType<LiteVaeEncoderConfig>(config.Encoder);
        var nafnet = Assert.IsType<NafNetConfig>(encoder.Extractor);
        Assert.Equal((32, 3), (nafnet.Channels, nafnet.Blocks));
        Assert.Equal(new VitConfig(), encoder.Aggregator);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var error = Assert.Throws<ConfigException>(() => AutoencoderConfigJson.Read(
            """
            {"latent_chanels": 4, "output": 3, "use_1x1_conv": "yes", "decoder": {"multipliers": 4, "norm": null, "blocks": []},
             "encoder": {"extractor": {"type": "unett"}, "agregator": {}, "aggregator": []}, "latent_channels": {}}
            """, "some file"));
        Assert.Equal(
            ["latent_chanels", "output", "use_1x1_conv", "decoder.multipliers", "decoder.norm", "decoder.blocks", "encoder.extractor.type", "encoder.agregator", "encoder.aggregator", "latent_channels"],
            error.Problems.Select(p => p.Path));
        foreach (var part in new[] { "some file: 10 problems", "did you mean latent_channels?", "expected text; found a number", "expected true or false; found text", "expected a list; found a number", "did you mean unet?", "did you mean aggregator?", "expected an object; found a list", "expected text; found nothing" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_values_out_of_range_are_named_at_once()
    {
        var error = Assert.Throws<ConfigException>(() => AutoencoderConfigJson.Read(
            """{"latent_channels": 0, "encoder": {"levels": [3, 2], "extractor": {"residual_scale": 1e999, "dropout": 1}}, "decoder": {"channels": 2, "res_blocks": 99}}""", "test"));
        Assert.Superset(
            new HashSet<string>(["latent_channels", "encoder.levels", "encoder.extractor.residual_scale", "encoder.extractor.dropout", "decoder.channels", "decoder.res_blocks"]),
            error.Problems.Select(p => p.Path).ToHashSet());
    }

    [Theory]
    [InlineData("", "not valid")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("7", "not a JSON object")]
    [InlineData("{", "not valid")]
    [InlineData("{} {}", "not valid")]
    [InlineData("{\"output\":\"picture\"}", "output")]
    [InlineData("{\"output\":\"\\ud800\"}", "not valid")]
    [InlineData("{\"\\ud800\":1}", "not valid")]
    [InlineData("{\"encoder\":{\"type\":\"\\ud800\"}}", "not valid")]
    [InlineData("{\"latent_channels\":4,\"latent_channels\":4}", "not valid")]
    [InlineData("{\"latent_channels\":4.5}", "latent_channels")]
    [InlineData("{\"latent_channels\":4000000000}", "latent_channels")]
    [InlineData("{\"decoder\":{\"multipliers\":[1,\"a\"]}}", "decoder.multipliers[1]")]
    [InlineData("{\"decoder\":{\"multipliers\":[null]}}", "decoder.multipliers[0]")]
    [InlineData("{\"decoder\":{\"multipliers\":[]}}", "expected 1 to 8")]
    [InlineData("{\"encoder\":{\"type\":null}}", "encoder.type")]
    [InlineData("{\"encoder\":{\"type\":[\"sd\"]}}", "encoder.type")]
    [InlineData("{\"encoder\":null}", "expected an object; found nothing")]
    [InlineData("{\"encoder\":{\"type\":\"sd\",\"levels\":[1]}}", "encoder.levels: unknown key")]
    [InlineData("{\"encoder\":{\"extractor\":{\"type\":\"vit\"}}}", "would not fit the finest")]
    public void Damaged_text_is_refused_with_the_reason(string json, string reason)
    {
        var error = Assert.Throws<ConfigException>(() => AutoencoderConfigJson.Read(json, "some file"));
        Assert.StartsWith("some file", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = $"{{\"encoder\":{string.Concat(Enumerable.Repeat("{\"a\":", 20))}1{new string('}', 20)}}}";
        Assert.Contains("not valid", Assert.Throws<ConfigException>(() => AutoencoderConfigJson.Read(deep, "test")).Message, StringComparison.Ordinal);
        var longest = $"{{{new string(' ', (1 << 16) - 2)}}}";
        AutoencoderConfigJson.Read(longest, "test");
        Assert.Contains("65537 characters", Assert.Throws<ConfigException>(() => AutoencoderConfigJson.Read(longest + " ", "test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_character_is_read_or_refused()
    {
        var json = AutoencoderConfigJson.Write(Variants.All["nafnet and vit"]);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 4000; i++)
        {
            var text = json.ToCharArray();
            for (var j = 0; j <= i % 3; j++)
                text[random.Next(text.Length)] = "{}[]\",:0123456789\\u-eaEtfn \ud800"[random.Next(28)];
            try
            {
                AutoencoderConfigJson.Read(new string(text), "test");
            }
            catch (ConfigException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, 3999);
    }

    private static void AssertSurvives(AutoencoderConfig config)
    {
        var json = AutoencoderConfigJson.Write(config);
        var read = AutoencoderConfigJson.Read(json, "test");
        Assert.Equal(json, AutoencoderConfigJson.Write(read));
        Assert.Equal(config.Encoder.GetType(), read.Encoder.GetType());
        Assert.Equal(config.DownsamplingFactor, read.DownsamplingFactor);
        var (expected, actual) = (LiteVae.Codec.Networks.AutoencoderNetworks.Shapes(config), LiteVae.Codec.Networks.AutoencoderNetworks.Shapes(read));
        Assert.Equal(expected.Select(s => (s.Key, string.Join(',', s.Value))), actual.Select(s => (s.Key, string.Join(',', s.Value))));
    }
}
