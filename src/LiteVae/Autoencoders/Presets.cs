using LiteVae.Configuration;
using LiteVae.Layers;

namespace LiteVae.Autoencoders;

/// <summary>Named configs: the paper's models and the baselines they are compared with.</summary>
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
        ["dwt"] = new() { LatentChannels = 12, Encoder = new DwtEncoderConfig() },
        ["dwt-2"] = new() { LatentChannels = 48, Encoder = new Dwt2EncoderConfig() },
    };

    /// <summary>The presets' names, from the smallest of the family on.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The config of a preset.</summary>
    /// <exception cref="ConfigException">No preset has that name; the nearest one is suggested.</exception>
    public static AutoencoderConfig Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var config)
            ? config
            : throw new ConfigException($"preset \"{name}\"", $"is not known{NearestName.Suggest(name, [.. Names])}");
    }

    private static LiteVaeEncoderConfig LiteVae(int[] extractor, int extractorChannels, int[] aggregator, int aggregatorChannels) => new()
    {
        Extractor = new UNetConfig { Channels = extractorChannels, Multipliers = extractor },
        Aggregator = new UNetConfig { Channels = aggregatorChannels, Multipliers = aggregator },
    };
}
