using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Tests.Autoencoders;

/// <summary>Every architectural choice of the family, as small as it goes.</summary>
internal static class ArchitectureVariants
{
    private static readonly UNetConfig UNet = new() { Channels = 8, Multipliers = [1, 2], ResBlocks = 1 };

    private static readonly LiteVaeEncoderConfig LiteVae = new() { Extractor = UNet, Aggregator = UNet };

    private static readonly DecoderConfig Decoder = new() { Channels = 8, Multipliers = [1, 1, 2, 2], ResBlocks = 1 };

    private static readonly SdEncoderConfig Sd = new() { Channels = 8, Multipliers = [1, 1, 2, 2], ResBlocks = 1 };

    public static readonly IReadOnlyDictionary<string, AutoencoderConfig> All = new Dictionary<string, AutoencoderConfig>
    {
        ["litevae"] = With(LiteVae),
        ["one extractor"] = With(LiteVae with { ShareExtractor = true }),
        ["average pooling"] = With(LiteVae with { Downsample = DownsampleKind.AveragePool }),
        ["last two levels"] = With(LiteVae with { Levels = [2, 3] }),
        ["smc features"] = With(LiteVae with { Extractor = UNet with { Norm = NormKind.SelfModulated }, Aggregator = UNet with { Norm = NormKind.SelfModulated } }),
        ["dropout, residual scale"] = With(LiteVae with { Extractor = UNet with { Dropout = 0.1, ResidualScale = 1.4 } }),
        ["nafnet"] = With(LiteVae with { Extractor = new NafNetConfig { Channels = 8, Multipliers = [1, 2], Blocks = 1 } }),
        ["vit"] = With(LiteVae with { Aggregator = new VitConfig { Width = 16, Depth = 2, Heads = 2, Grid = 4 } }),
        ["1x1 convolutions"] = With(LiteVae) with { Use1x1Conv = true },
        ["wavelet output"] = With(LiteVae) with { Output = OutputKind.Wavelet, Decoder = Decoder with { Multipliers = [1, 1, 2] } },
        ["smc decoder"] = With(LiteVae) with { Decoder = Decoder with { Norm = NormKind.SelfModulated, MidAttention = false } },
        ["decoder without attention"] = With(LiteVae) with { Decoder = Decoder with { MidAttention = false, Dropout = 0.1 } },
        ["f4"] = With(LiteVae with { Levels = [1, 2] }) with { Decoder = Decoder with { Multipliers = [1, 1, 2] } },
        ["f16"] = With(LiteVae with { Levels = [1, 2, 3, 4] }) with { Decoder = Decoder with { Multipliers = [1, 1, 1, 2, 2] } },
        ["sd"] = With(Sd),
        ["sd without attention"] = With(Sd with { MidAttention = false, Dropout = 0.1 }),
        ["sd f16"] = new()
        {
            LatentChannels = 3,
            Encoder = Sd with { Multipliers = [1, 1, 1, 2, 2], AttentionFactors = [8, 16] },
            Decoder = Decoder with { Multipliers = [1, 1, 1, 2, 2], AttentionFactors = [16] },
        },
        ["dwt"] = With(new DwtEncoderConfig()) with { LatentChannels = 12 },
        ["dwt-2"] = With(new Dwt2EncoderConfig()) with { LatentChannels = 48 },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static AutoencoderConfig With(EncoderConfig encoder) => new() { LatentChannels = 3, Encoder = encoder, Decoder = Decoder };
}
