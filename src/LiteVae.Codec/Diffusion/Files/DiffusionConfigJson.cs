using System.Text.Json;
using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;

namespace LiteVae.Codec.Diffusion.Files;

/// <summary>A diffusion model's config as JSON.</summary>
internal static class DiffusionConfigJson
{
    // A thousand class names are longer than any config without them.
    private const int MaxLength = 1 << 22;

    private static readonly ConfigJson<DiffusionConfig> _json = new(DiffusionJsonContext.Default.DiffusionConfig, config => config.FindProblems())
    {
        Variants = new Dictionary<string, Func<IEnumerable<JsonObject>>>
        {
            ["denoiser"] = () => new DenoiserConfig[] { new UNetDenoiserConfig(), new DitConfig() }
                .Select(v => (JsonObject)JsonSerializer.SerializeToNode(v, DiffusionJsonContext.Default.DenoiserConfig)!),
        },
        NullableNumbers = ["heads", "head_channels"],
        Limit = MaxLength,
    };

    public static string Write(DiffusionConfig config) => _json.Write(config);

    public static DiffusionConfig Read(string json, string source) => _json.Read(json, source);
}
