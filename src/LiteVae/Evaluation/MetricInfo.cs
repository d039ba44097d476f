using LiteVae.Codec.Configuration;

namespace LiteVae.Evaluation;

/// <summary>The properties of a metric besides its value: name, unit, direction, format.</summary>
/// <param name="Name">What it is asked for by: "psnr".</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Better">1: higher is better; -1: lower is; 0: neither.</param>
/// <param name="Format">The digits that mean something, as a .NET format.</param>
/// <param name="NeedsModel">Whether it is of a latent, which two folders of images do not have.</param>
public sealed record MetricInfo(string Name, string Unit, int Better, string Format, bool NeedsModel = false)
{
    /// <summary>The metrics that can be asked for.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new("psnr", "dB", 1, "0.00"),
        new("ssim", "", 1, "0.0000"),
        new("lpips", "", -1, "0.0000"),
        new("rfid", "", -1, "0.000"),
        new("kid", "", -1, "0.00000"),
        new("mmd", "", -1, "G3", NeedsModel: true),
        new("latents", "", 0, "0.0000", NeedsModel: true),
        new("rate", "bits/pixel", 0, "0.000", NeedsModel: true),
        new("spectrum", "", 0, "0.000", NeedsModel: true),
        new("equivariance", "dB", -1, "0.00", NeedsModel: true),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.Name)];

    /// <summary>The metrics that are measured by default: those that need nothing but the images.</summary>
    public static IReadOnlyList<string> Default { get; } = ["psnr", "ssim"];

    /// <summary>The metric of a figure's name: that of "kid_std" is "kid", of "mmd_25" "mmd".</summary>
    public static MetricInfo Of(string figure) => All.First(m => figure == m.Name || figure.StartsWith(m.Name + "_", StringComparison.Ordinal));

    /// <summary>Refuses names that are not known, all at once.</summary>
    /// <exception cref="ConfigException">A name is not known, or there is none.</exception>
    public static void Check(IReadOnlyList<string> metrics, string where = "metrics") => Check(metrics, Names, where);

    /// <summary>The same, of metrics of any kind.</summary>
    internal static void Check(IReadOnlyList<string> metrics, IReadOnlyList<string> known, string where)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Count == 0)
            throw new ConfigException(where, $"expected at least one of {string.Join(", ", known)}");
        ConfigProblem[] problems = [.. metrics.Where(m => !known.Contains(m)).Select(m => new ConfigProblem("", $"\"{m}\" is not known{NearestName.Suggest(m, [.. known])}"))];
        if (problems.Length > 0)
            throw new ConfigException(where, problems);
    }
}
