using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LiteVae.Codec.Configuration;

/// <summary>Reads and writes a config record as JSON: the form in which it stands in a model file's metadata.</summary>
/// <remarks>
/// The text may come from a stranger's file: its length and depth are bounded. Keys that are missing keep their defaults;
/// unknown keys and values of another kind are problems, and all of them are reported at once.
/// </remarks>
/// <typeparam name="T">The record; a new one has the defaults.</typeparam>
/// <param name="contract">The generated JSON contract of the record.</param>
/// <param name="findProblems">Validates a record and those within it.</param>
internal sealed class ConfigJson<T>(JsonTypeInfo<T> contract, Func<T, IEnumerable<ConfigProblem>> findProblems)
    where T : class, new()
{
    private const int MaxLength = 1 << 16;
    private const int MaxDepth = 16;
    private const string Discriminator = "type";

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Of each key whose record has several types: one record of each type as JSON, with its defaults. The first is the default.</summary>
    public IReadOnlyDictionary<string, Func<IEnumerable<JsonObject>>> Variants { get; init; } = new Dictionary<string, Func<IEnumerable<JsonObject>>>();

    /// <summary>The keys of numbers that may be null.</summary>
    public IReadOnlyCollection<string> NullableNumbers { get; init; } = [];

    /// <summary>The characters of the longest text that is read.</summary>
    public int Limit { get; init; } = MaxLength;

    /// <summary>Writes every key of a config.</summary>
    public string Write(T config) => JsonSerializer.Serialize(config, contract);

    /// <summary>Reads and validates a config.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What it is, for messages: "config of model.safetensors".</param>
    /// <exception cref="ConfigException">With every problem found.</exception>
    public T Read(string json, string source)
    {
        if (json.Length > Limit)
            throw new ConfigException(source, $"is {json.Length} characters long; at most {Limit} are read");
        try
        {
            _strictUtf8.GetByteCount(json);
            var given = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (given is not JsonObject root)
                throw new ConfigException(source, "is not a JSON object");
            var problems = new List<ConfigProblem>();
            var complete = Complete(root, (JsonObject)JsonSerializer.SerializeToNode(new T(), contract)!, "", problems);
            if (problems.Count > 0)
                throw new ConfigException(source, problems);
            var config = complete.Deserialize(contract)!;
            problems.AddRange(findProblems(config));
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
    private JsonObject Complete(JsonObject given, JsonObject defaults, string path, List<ConfigProblem> problems)
    {
        var complete = (JsonObject)defaults.DeepClone();
        foreach (var (key, value) in given)
        {
            var at = path.Length == 0 ? key : $"{path}.{key}";
            if (!defaults.TryGetPropertyValue(key, out var expected))
                problems.Add(new ConfigProblem(at, $"unknown key{NearestName.Suggest(key, [.. defaults.Select(d => d.Key)])}"));
            else if (expected is JsonObject record && value is JsonObject child)
                complete[key] = Variant(key, child, record, at, problems) is { } variant ? Complete(child, variant, at, problems) : null;
            else if (NullableNumbers.Contains(key) ? !IsNumberOrNull(value) : Kind(value) != Kind(expected))
                problems.Add(new ConfigProblem(at, $"expected {(NullableNumbers.Contains(key) ? "a number or nothing" : Kind(expected))}; found {Kind(value)}"));
            else
                complete[key] = value?.DeepClone();
        }
        return complete;
    }

    private JsonObject? Variant(string key, JsonObject given, JsonObject record, string path, List<ConfigProblem> problems)
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

    private static bool IsNumberOrNull(JsonNode? node) => node is null || node.GetValueKind() is JsonValueKind.Number or JsonValueKind.Null;

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
