using System.Text.Json.Nodes;

namespace LiteVae.Cli.Verbs;

/// <summary>Named numbers as JSON, which knows no NaN: such a value becomes null.</summary>
internal static class Numbers
{
    public static JsonObject ToJson(IReadOnlyDictionary<string, double> values) =>
        new([.. values.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, double.IsFinite(v.Value) ? JsonValue.Create(v.Value) : null))]);
}
