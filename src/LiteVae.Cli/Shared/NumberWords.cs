using System.Text.Json.Nodes;
using static System.FormattableString;

namespace LiteVae.Cli.Shared;

/// <summary>Numbers as people and programs read them.</summary>
internal static class NumberWords
{
    /// <summary>A number as JSON, which knows neither NaN nor infinity: such a value becomes null.</summary>
    public static JsonNode? ToJson(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>Named numbers as JSON.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, double> values) =>
        new([.. values.Select(v => KeyValuePair.Create(v.Key, ToJson(v.Value)))]);

    /// <summary>Numbers in a row as JSON.</summary>
    public static JsonArray ToJson(IEnumerable<double> values) => new([.. values.Select(ToJson)]);

    /// <summary>A magnitude of any size, to about three digits: "0.042", "3.14", "65,504".</summary>
    public static string Magnitude(double value) => value switch
    {
        double.PositiveInfinity => "infinity",
        >= 100 => $"{value:N0}",
        >= 1 => $"{value:0.00}",
        _ => $"{value:0.000}",
    };

    /// <summary>A positive number to three significant digits: "0.0412", "12.3", "1234", "12.5k", "83.6M".</summary>
    public static string ThreeDigits(double value) => value switch
    {
        >= 999.5e3 => Invariant($"{value / 1e6:G3}M"),
        >= 9999.5 => Invariant($"{value / 1e3:G3}k"),
        >= 999.5 => Invariant($"{value:0}"),
        _ => Invariant($"{value:G3}"),
    };

    /// <summary>A number of bytes in powers of ten: "553 MB", "5.0 MB", "7.3 kB".</summary>
    public static string Bytes(long bytes)
    {
        var (size, unit) = bytes switch
        {
            >= 1_000_000_000 => (bytes / 1e9, "GB"),
            >= 1_000_000 => (bytes / 1e6, "MB"),
            >= 1_000 => (bytes / 1e3, "kB"),
            _ => (bytes, "bytes"),
        };
        return unit == "bytes" ? $"{bytes} {unit}" : size < 100 ? Invariant($"{size:0.0} {unit}") : Invariant($"{size:0} {unit}");
    }
}
