using System.Globalization;

namespace LiteVae.Pages;

/// <summary>Numbers as people read them.</summary>
internal static class PageNumbers
{
    /// <summary>Three significant digits: 0.0412, 3.1e-6, 12.5k, 83.6M.</summary>
    public static string Short(double value)
    {
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 999.5e6 => Digits(value / 1e9) + "G",
            >= 999.5e3 => Digits(value / 1e6) + "M",
            >= 9999.5 => Digits(value / 1e3) + "k",
            >= 999.5 => value.ToString("0", CultureInfo.InvariantCulture),
            < 1e-3 => value.ToString("0.##e-0", CultureInfo.InvariantCulture),
            _ => Digits(value),
        };
    }

    /// <summary>Whole numbers with thin spaces between thousands.</summary>
    public static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>"2 h 05 min", "3 min 07 s", "12.4 s".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes:00} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds:00} s",
        _ => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
    };

    /// <summary>Memory in MiB, or GiB where that is shorter.</summary>
    public static string Memory(double mebibytes) => mebibytes >= 1024
        ? (mebibytes / 1024).ToString("0.0", CultureInfo.InvariantCulture) + " GiB"
        : mebibytes.ToString("0", CultureInfo.InvariantCulture) + " MiB";

    private static string Digits(double value)
    {
        var size = Math.Abs(value);
        var format = size switch { >= 99.95 => "0", >= 9.995 => "0.#", >= 0.9995 => "0.##", >= 0.09995 => "0.###", >= 0.009995 => "0.####", _ => "0.#####" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
