using System.Text.Json;
using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Models;

/// <summary>An autoencoder's config as JSON.</summary>
internal static class AutoencoderConfigJson
{
    private static readonly ConfigJson<AutoencoderConfig> _json = new(ConfigJsonContext.Default.AutoencoderConfig, config => config.FindProblems())
    {
        Variants = new Dictionary<string, Func<IEnumerable<JsonObject>>>
        {
            ["encoder"] = () => Defaults<EncoderConfig>(new LiteVaeEncoderConfig(), new SdEncoderConfig(), new DwtEncoderConfig(), new Dwt2EncoderConfig()),
            ["extractor"] = () => Defaults<FeatureNetworkConfig>(new UNetConfig(), new NafNetConfig(), new VitConfig()),
            ["aggregator"] = () => Defaults<FeatureNetworkConfig>(new UNetConfig(), new NafNetConfig(), new VitConfig()),
        },
    };

    /// <summary>Writes every key of a config.</summary>
    public static string Write(AutoencoderConfig config) => _json.Write(config);

    /// <summary>Reads and validates a config.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What it is, for messages: "config of model.safetensors".</param>
    /// <exception cref="ConfigException">With every problem found.</exception>
    public static AutoencoderConfig Read(string json, string source) => _json.Read(json, source);

    private static IEnumerable<JsonObject> Defaults<T>(params T[] variants)
        where T : class =>
        variants.Select(v => (JsonObject)JsonSerializer.SerializeToNode(v, typeof(T), ConfigJsonContext.Default)!);
}
