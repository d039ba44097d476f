using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Tests;

/// <summary>Small models of every architecture, by name.</summary>
internal static class Variants
{
    private static readonly UNetConfig _unet = new() { Channels = 8, Multipliers = [1, 2], ResBlocks = 1 };
    private static readonly LiteVaeEncoderConfig _litevae = new() { Extractor = _unet, Aggregator = _unet };
    private static readonly DecoderConfig _decoder = new() { Channels = 8, Multipliers = [1, 1, 2, 2], ResBlocks = 1 };
    private static readonly UNetConfig _modulatedUNet = _unet with { Norm = NormKind.SelfModulated, Multipliers = [1] };

    /// <summary>A model whose encoder normalizes over all positions, as its decoder does.</summary>
    public static AutoencoderConfig Global { get; } = new() { Encoder = _litevae, Decoder = _decoder };

    /// <summary>A model without an operation over all positions: tiles of it are exact.</summary>
    public static AutoencoderConfig Exact { get; } = new()
    {
        Encoder = new LiteVaeEncoderConfig { Levels = [2, 3], Extractor = _modulatedUNet, Aggregator = _modulatedUNet },
        Decoder = _decoder with { Norm = NormKind.SelfModulated, MidAttention = false },
    };

    public static IReadOnlyDictionary<string, AutoencoderConfig> All { get; } = new Dictionary<string, AutoencoderConfig>
    {
        ["global"] = Global,
        ["exact"] = Exact,
        ["one extractor, average pooling"] = Global with { Encoder = _litevae with { ShareExtractor = true, Downsample = DownsampleKind.AveragePool } },
        ["nafnet"] = Global with { Encoder = _litevae with { Extractor = new NafNetConfig { Channels = 8, Multipliers = [1, 2], Blocks = 1 } } },
        ["nafnet of litevae-b"] = Global with { Encoder = _litevae with { Extractor = new NafNetConfig() } },
        ["vit"] = Global with { Encoder = _litevae with { Aggregator = new VitConfig { Width = 16, Depth = 2, Heads = 2, Grid = 4 } } },
        ["vit of litevae-b"] = Global with { Encoder = _litevae with { Aggregator = new VitConfig() } },
        ["nafnet and vit"] = Global with
        {
            Encoder = _litevae with { Extractor = new NafNetConfig { Channels = 8, Multipliers = [1, 2], Blocks = 1 }, Aggregator = new VitConfig { Width = 16, Depth = 1, Heads = 4, Grid = 3 } },
        },
        ["1x1 convolutions"] = Global with { Use1x1Conv = true },
        ["wavelet output"] = Global with { Output = OutputKind.Wavelet, Decoder = _decoder with { Multipliers = [1, 1, 2] } },
        ["residual scale"] = Global with { Encoder = _litevae with { Extractor = _unet with { ResidualScale = 1.4 } } },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> PresetNames => [.. Presets.Names];
}
