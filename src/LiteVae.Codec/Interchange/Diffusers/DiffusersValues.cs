using System.Text.Json;
using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>The values of a config.json, each read once; what is wrong with them is gathered.</summary>
/// <param name="root">The object.</param>
internal sealed class DiffusersValues(JsonElement root)
{
    private const int MostItems = 1024;

    private readonly HashSet<string> _read = [];

    /// <summary>Everything that is wrong so far.</summary>
    public List<ConfigProblem> Problems { get; } = [];

    /// <summary>Whether a key is there with a value.</summary>
    public bool Has(string key) => root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    public int Integer(string key, int standard) => Value(key) is not { } value
        ? standard
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : Wrong(key, "a whole number", value, standard);

    public double? Number(string key) => Value(key) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : Wrong<double?>(key, "a number", value, null);

    public bool Flag(string key, bool standard) => Value(key) is not { } value
        ? standard
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong(key, "true or false", value, standard);

    public string Text(string key, string standard) => Value(key) is not { } value
        ? standard
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : Wrong(key, "text", value, standard);

    public IReadOnlyList<int> Integers(string key, IReadOnlyList<int> standard) => Value(key) is not { } value
        ? standard
        : Items(value) is { } items && items.All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt32(out _))
            ? [.. items.Select(i => i.GetInt32())]
            : Wrong(key, "a list of whole numbers", value, standard);

    public IReadOnlyList<double>? Numbers(string key) => Value(key) is not { } value
        ? null
        : Items(value) is { } items && items.All(i => i.ValueKind == JsonValueKind.Number && i.TryGetDouble(out var n) && double.IsFinite(n))
            ? [.. items.Select(i => i.GetDouble())]
            : Wrong<IReadOnlyList<double>?>(key, "a list of numbers", value, null);

    public IReadOnlyList<string> Texts(string key, IReadOnlyList<string> standard) => Value(key) is not { } value
        ? standard
        : Items(value) is { } items && items.All(i => i.ValueKind == JsonValueKind.String)
            ? [.. items.Select(i => i.GetString()!)]
            : Wrong(key, "a list of texts", value, standard);

    /// <summary>Passes over keys that do not change what is computed here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys) => _read.UnionWith(keys.ToArray());

    /// <summary>Refuses what was not asked for: nobody knows what it changes. Keys that begin with an underscore are about the file.</summary>
    public void RefuseOthers()
    {
        foreach (var property in root.EnumerateObject())
        {
            if (!_read.Contains(property.Name) && !property.Name.StartsWith('_') && property.Value.ValueKind != JsonValueKind.Null)
                Problems.Add(new ConfigProblem(property.Name, $"unknown key{NearestName.Suggest(property.Name, _read)}"));
        }
    }

    /// <summary>Requires a condition.</summary>
    public void Require(bool holds, string key, string message)
    {
        if (!holds)
            Problems.Add(new ConfigProblem(key, message));
    }

    private JsonElement? Value(string key)
    {
        _read.Add(key);
        return root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static JsonElement[]? Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostItems ? [.. value.EnumerateArray()] : null;

    private T Wrong<T>(string key, string expected, JsonElement found, T standard)
    {
        const int shown = 40;
        var text = found.GetRawText();
        Problems.Add(new ConfigProblem(key, $"expected {expected}; found {(text.Length > shown ? text[..shown] + "..." : text)}"));
        return standard;
    }
}
