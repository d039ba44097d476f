namespace LiteVae.Experiments;

/// <summary>A figure that experiments measure: its unit, direction and origin.</summary>
/// <param name="Name">"psnr".</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Better">1: higher is better; -1: lower is; 0: neither.</param>
/// <param name="Format">The digits that mean something, as a .NET format.</param>
/// <param name="Kind">Where it comes from.</param>
internal sealed record MeasureInfo(string Name, string Unit, int Better, string Format, MeasureKind Kind)
{
    /// <summary>What the names of measures of this kind stand for in files: one name for several figures.</summary>
    private static readonly Dictionary<string, string[]> s_several = new()
    {
        ["mmd"] = ["mmd_25", "mmd_50", "mmd_100", "mmd_250", "mmd_500"],
        ["equivariance"] = ["equivariance_scale", "equivariance_rotate", "equivariance_mirror"],
        ["feature_maps"] = ["feature_maps_median", "feature_maps_largest"],
        ["gradient_ratio"] = ["gradient_ratio", "gradient_ratio_spread"],
        ["cost"] = ["encoder_parameters", "encoder_gmac", "encoder_memory", "encoder_images_per_second"],
    };

    /// <summary>All figures.</summary>
    public static IReadOnlyList<MeasureInfo> All { get; } =
    [
        new("psnr", "dB", 1, "0.00", MeasureKind.Image),
        new("ssim", "", 1, "0.0000", MeasureKind.Image),
        new("lpips", "", -1, "0.0000", MeasureKind.Image),
        new("rate", "bits/pixel", 0, "0.000", MeasureKind.Image),
        new("rfid", "", -1, "0.000", MeasureKind.Set),
        new("rfid_random", "", -1, "0.0000", MeasureKind.Set),
        .. new[] { 25, 50, 100, 250, 500 }.Select(bandwidth => new MeasureInfo($"mmd_{bandwidth}", "", -1, "G3", MeasureKind.Group)),
        new("equivariance_scale", "dB", -1, "0.00", MeasureKind.Group),
        new("equivariance_rotate", "dB", -1, "0.00", MeasureKind.Group),
        new("equivariance_mirror", "dB", -1, "0.00", MeasureKind.Group),
        new("feature_maps_median", "", -1, "0.0", MeasureKind.Group),
        new("feature_maps_largest", "", -1, "0.0", MeasureKind.Group),
        new("gradient_ratio", "", 0, "0.000", MeasureKind.History),
        new("gradient_ratio_spread", "", -1, "0.000", MeasureKind.History),
        new("training_time", "s", -1, "0.0", MeasureKind.History),
        new("encoder_parameters", "M", -1, "0.000", MeasureKind.Cost),
        new("encoder_gmac", "GMAC", -1, "0.00", MeasureKind.Cost),
        new("encoder_memory", "MiB", -1, "0.0", MeasureKind.Cost),
        new("encoder_images_per_second", "images/s", 1, "0.00", MeasureKind.Cost),
        new("fid", "", -1, "0.000", MeasureKind.Generation),
        new("fid_random", "", -1, "0.0000", MeasureKind.Generation),
        new("mmd_random", "", -1, "0.00000", MeasureKind.Generation),
    ];

    /// <summary>All names that a file may ask for.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(m => m.Name), .. s_several.Keys];

    /// <summary>What an unnamed reader calls it: "psnr (dB)".</summary>
    public string Heading => Unit.Length == 0 ? Name : $"{Name} ({Unit})";

    /// <summary>The figures of a name in a file; empty where it is not known.</summary>
    public static IReadOnlyList<string> FiguresOf(string name) => s_several.TryGetValue(name, out var several) ? several : All.Any(m => m.Name == name) ? [name] : [];

    /// <summary>The first figure of a name in a file; null where it is not known.</summary>
    public static MeasureInfo? Find(string name) => FiguresOf(name) is [var first, ..] ? Of(first) : null;

    /// <summary>A figure by its name.</summary>
    public static MeasureInfo Of(string figure) => All.First(m => m.Name == figure);
}
