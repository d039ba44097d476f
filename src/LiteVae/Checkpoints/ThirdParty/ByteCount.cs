using System.Globalization;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteCount
{
    /// <summary>"553 MB", "5.0 MB", "7.3 kB"; powers of ten.</summary>
    public static string Describe(long bytes)
    {
        var (value, unit) = bytes switch
        {
            >= 1_000_000_000 => (bytes / 1e9, "GB"),
            >= 1_000_000 => (bytes / 1e6, "MB"),
            >= 1_000 => (bytes / 1e3, "kB"),
            _ => (bytes, "bytes"),
        };
        return unit == "bytes" ? $"{bytes} {unit}" : $"{value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture)} {unit}";
    }
}
