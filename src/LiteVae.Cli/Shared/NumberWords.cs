using System.Text.Json.Nodes;

namespace LiteVae.Cli.Shared;

/// <summary>NumberWords as people and programs read them.</summary>
internal static class NumberWords
{
    /// <summary>A number as JSON, which knows neither NaN nor infinity: such a value becomes null.</summary>
    public static JsonNode? ToJson(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>Named numbers as JSON.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, double> values) =>
        new([.. values.Select(v => KeyValuePair.Create(v.Key, ToJson(v.Value)))]);

    /// <summary>A magnitude of any size, to about three digits: "0.042", "3.14", "65,504".</summary>
    public static string Magnitude(double value) => value switch
    {
        double.PositiveInfinity => "infinity",
        >= 100 => $"{value:N0}",
        >= 1 => $"{value:0.00}",
        _ => $"{value:0.000}",
    };
}
