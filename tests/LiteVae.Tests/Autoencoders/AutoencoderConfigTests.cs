using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Configuration;

namespace LiteVae.Tests.Autoencoders;

public sealed class AutoencoderConfigTests
{
    [Fact]
    public void Every_impossible_combination_is_reported_at_once()
    {
        var config = new AutoencoderConfig
        {
            LatentChannels = 0,
            Encoder = new LiteVaeEncoderConfig
            {
                Levels = [1, 2],
                Extractor = new VitConfig { Width = 10, Heads = 3 },
                Aggregator = new NafNetConfig { Blocks = 0 },
            },
            Decoder = new() { Norm = NormKind.SelfModulated, AttentionFactors = [8], Dropout = 1 },
        };
        var problems = Assert.Throws<ConfigException>(config.ThrowIfInvalid).Problems.Select(p => p.Path);
        Assert.Equal(
            [
                "decoder.attention_factors", "decoder.dropout", "decoder.mid_attention", "decoder.multipliers", "encoder.aggregator.blocks",
                "encoder.aggregator.type", "encoder.extractor.heads", "encoder.extractor.type", "latent_channels",
            ],
            problems.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("attention_factors: [3]", "expected some of [1,2,4,8]; found [3]")]
    [InlineData("attention_factors: [8, 8]", "found [8,8]")]
    [InlineData("attention_factors: [16]", "found [16]")]
    public void Attention_stands_only_at_levels_that_exist(string decoder, string expected)
    {
        var document = ConfigDocument.Parse($"decoder: {{{decoder}}}", "test");
        Assert.Contains(expected, Assert.Throws<ConfigException>(() => ConfigBinder.Bind<AutoencoderConfig>(document, "test")).Message);
    }
}
