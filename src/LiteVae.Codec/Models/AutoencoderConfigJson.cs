using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models;

/// <summary>An autoencoder's config as JSON: the form in which it stands in a model file's metadata.</summary>
/// <remarks>
/// The text may come from a stranger's file: its length and depth are bounded. Keys that are missing keep their defaults;
/// unknown keys and values of another kind are problems, and all of them are reported at once.
/// </remarks>
internal static class AutoencoderConfigJson
{
    private const int MaxLength = 1 << 16;
    private const int MaxDepth = 16;
    private const string Discriminator = "type";

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    // The variants of the records that have several, by their key; the first one is the default.
    private static readonly Dictionary<string, Func<IEnumerable<JsonObject>>> Variants = new()
    {
        ["encoder"] = () => Defaults<EncoderConfig>(new LiteVaeEncoderConfig(), new SdEncoderConfig(), new DwtEncoderConfig(), new Dwt2EncoderConfig()),
        ["extractor"] = () => Defaults<FeatureNetworkConfig>(new UNetConfig(), new NafNetConfig(), new VitConfig()),
        ["aggregator"] = () => Defaults<FeatureNetworkConfig>(new UNetConfig(), new NafNetConfig(), new VitConfig()),
    };

    /// <summary>Writes every key of a config.</summary>
    public static string Write(AutoencoderConfig config) => JsonSerializer.Serialize(config, ConfigJsonContext.Default.AutoencoderConfig);

    /// <summary>Reads and validates a config.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What it is, for messages: "config of model.safetensors".</param>
    /// <exception cref="ConfigException">With every problem found.</exception>
    public static AutoencoderConfig Read(string json, string source)
    {
        if (json.Length > MaxLength)
            throw new ConfigException(source, $"is {json.Length} characters long; at most {MaxLength} are read");
        try
        {
            _strictUtf8.GetByteCount(json);
            var given = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (given is not JsonObject root)
                throw new ConfigException(source, "is not a JSON object");
            var problems = new List<ConfigProblem>();
            var complete = Complete(root, Default(new AutoencoderConfig()), "", problems);
            if (problems.Count > 0)
                throw new ConfigException(source, problems);
            var config = complete.Deserialize(ConfigJsonContext.Default.AutoencoderConfig)!;
            problems.AddRange(config.FindProblems());
            return problems.Count == 0 ? config : throw new ConfigException(source, problems);
        }
        catch (JsonException e)
        {
            var path = e.Path is { Length: > 2 } p ? p[2..] : "";
            throw new ConfigException(source, [new ConfigProblem(path, $"is not valid: {e.Message.ReplaceLineEndings(" ")}")]);
        }
        catch (Exception e) when (e is EncoderFallbackException or InvalidOperationException) // half of a surrogate pair, as it is or escaped
        {
            throw new ConfigException(source, $"is not valid Unicode: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    // The defaults with the given values in their place, so that every key is there when the record is built: the generated
    // contract would set properties that are missing to null rather than leave them at their defaults.
    private static JsonObject Complete(JsonObject given, JsonObject defaults, string path, List<ConfigProblem> problems)
    {
        var complete = (JsonObject)defaults.DeepClone();
        foreach (var (key, value) in given)
        {
            var at = path.Length == 0 ? key : $"{path}.{key}";
            if (!defaults.TryGetPropertyValue(key, out var expected))
                problems.Add(new ConfigProblem(at, $"unknown key{NearestName.Suggest(key, [.. defaults.Select(d => d.Key)])}"));
            else if (expected is JsonObject record && value is JsonObject child)
                complete[key] = Variant(key, child, record, at, problems) is { } variant ? Complete(child, variant, at, problems) : null;
            else if (Kind(value) != Kind(expected))
                problems.Add(new ConfigProblem(at, $"expected {Kind(expected)}; found {Kind(value)}"));
            else
                complete[key] = value!.DeepClone();
        }
        return complete;
    }

    private static JsonObject? Variant(string key, JsonObject given, JsonObject record, string path, List<ConfigProblem> problems)
    {
        if (!Variants.TryGetValue(key, out var variants) || !given.TryGetPropertyValue(Discriminator, out var type))
            return record;
        var known = variants().ToDictionary(v => (string)v[Discriminator]!);
        var name = type is JsonValue value && value.TryGetValue<string>(out var text) ? text : type?.ToJsonString() ?? "null";
        if (known.TryGetValue(name, out var variant))
            return variant;
        problems.Add(new ConfigProblem($"{path}.{Discriminator}", $"\"{name}\" is not known{NearestName.Suggest(name, known.Keys)}"));
        return null;
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    private static JsonObject Default(AutoencoderConfig config) => (JsonObject)JsonSerializer.SerializeToNode(config, ConfigJsonContext.Default.AutoencoderConfig)!;

    private static IEnumerable<JsonObject> Defaults<T>(params T[] variants)
        where T : class =>
        variants.Select(v => (JsonObject)JsonSerializer.SerializeToNode(v, typeof(T), ConfigJsonContext.Default)!);
}
