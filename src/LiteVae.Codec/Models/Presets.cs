using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Models;

/// <summary>Named configs: the paper's models and the baselines they are compared with.</summary>
/// <remarks>
/// <c>sd-vae-f4</c>, <c>-f16</c> and <c>-f32</c> are CompVis's KL configurations; <c>litevae-b-f4</c> and <c>-f16</c>, beyond
/// the paper, put LiteVAE-B's encoder of two and four wavelet levels before the same decoders.
/// </remarks>
public static class Presets
{
    private static readonly OrderedDictionary<string, AutoencoderConfig> Known = new()
    {
        ["litevae-s-mini"] = new()
        {
            LatentChannels = 12,
            Encoder = LiteVae([1, 2, 2], 16, [1, 2, 2], 16),
            Decoder = new() { Channels = 32, Multipliers = [1, 2, 4, 4], Norm = NormKind.SelfModulated, MidAttention = false },
        },
        ["litevae-s"] = new() { Encoder = LiteVae([1, 2, 2], 16, [1, 2, 2], 16) },
        ["litevae-b"] = new() { Encoder = LiteVae([1, 2, 3], 32, [1, 2, 3], 32) },
        ["litevae-m"] = new() { Encoder = LiteVae([1, 2, 4], 64, [1, 2, 3], 32) },
        ["litevae-l"] = new() { Encoder = LiteVae([1, 2, 4], 64, [1, 2, 4], 64) },
        ["sd-vae"] = new() { Encoder = new SdEncoderConfig() },
        ["vae-small"] = new() { Encoder = new SdEncoderConfig { Channels = 56 } },
        ["sd-vae-f4"] = new()
        {
            LatentChannels = 3,
            Encoder = new SdEncoderConfig { Multipliers = [1, 2, 4] },
            Decoder = new() { Multipliers = [1, 2, 4] },
        },
        ["sd-vae-f16"] = new()
        {
            LatentChannels = 16,
            Encoder = new SdEncoderConfig { Multipliers = [1, 1, 2, 2, 4], AttentionFactors = [16] },
            Decoder = new() { Multipliers = [1, 1, 2, 2, 4], AttentionFactors = [16] },
        },
        ["sd-vae-f32"] = new()
        {
            LatentChannels = 64,
            Encoder = new SdEncoderConfig { Multipliers = [1, 1, 2, 2, 4, 4], AttentionFactors = [16, 32] },
            Decoder = new() { Multipliers = [1, 1, 2, 2, 4, 4], AttentionFactors = [16, 32] },
        },
        ["litevae-b-f4"] = new()
        {
            LatentChannels = 3,
            Encoder = LiteVae([1, 2, 3], 32, [1, 2, 3], 32) with { Levels = [1, 2] },
            Decoder = new() { Multipliers = [1, 2, 4] },
        },
        ["litevae-b-f16"] = new()
        {
            LatentChannels = 16,
            Encoder = LiteVae([1, 2, 3], 32, [1, 2, 3], 32) with { Levels = [1, 2, 3, 4] },
            Decoder = new() { Multipliers = [1, 1, 2, 2, 4], AttentionFactors = [16] },
        },
        ["dwt"] = new() { LatentChannels = 12, Encoder = new DwtEncoderConfig() },
        ["dwt-2"] = new() { LatentChannels = 48, Encoder = new Dwt2EncoderConfig() },
    };

    /// <summary>The presets' names: LiteVAE's, the baselines', those of other downsampling factors, fixed wavelets.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The config of a preset.</summary>
    /// <exception cref="ConfigException">No preset has that name; the nearest one is suggested.</exception>
    public static AutoencoderConfig Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var config)
            ? config
            : throw new ConfigException($"preset \"{name}\"", $"is not known{NearestName.SuggestAmong(name, [.. Names])}");
    }

    private static LiteVaeEncoderConfig LiteVae(int[] extractor, int extractorChannels, int[] aggregator, int aggregatorChannels) => new()
    {
        Extractor = new UNetConfig { Channels = extractorChannels, Multipliers = extractor },
        Aggregator = new UNetConfig { Channels = aggregatorChannels, Multipliers = aggregator },
    };
}
