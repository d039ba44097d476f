using LiteVae.Codec.Configuration;

namespace LiteVae.Evaluation.Generation;

/// <summary>The metrics of generated images against real ones.</summary>
public static class GenerationMetrics
{
    /// <summary>The metrics that can be asked for: over features of the Inception network, and over random features, which need no weights.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new("fid", "", -1, "0.000"),
        new("kid", "", -1, "0.00000"),
        new("precision", "", 1, "0.000"),
        new("recall", "", 1, "0.000"),
        new("fid_random", "", -1, "0.0000"),
        new("mmd_random", "", -1, "0.00000"),
        new("precision_random", "", 1, "0.000"),
        new("recall_random", "", 1, "0.000"),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.Name)];

    /// <summary>The metrics that are measured by default: those that need nothing but the images.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. Names.Where(IsRandom)];

    /// <summary>The metric of a figure's name: that of "kid_std" is "kid".</summary>
    public static MetricInfo Of(string figure) => All.First(m => figure == m.Name || figure == $"{m.Name}_std");

    /// <summary>Refuses names that are not known, all at once.</summary>
    /// <exception cref="ConfigException">A name is not known, or there is none.</exception>
    public static void Check(IReadOnlyList<string> metrics, string where = "metrics") => MetricInfo.Check(metrics, Names, where);

    /// <summary>Whether a metric is over random features.</summary>
    public static bool IsRandom(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.EndsWith("_random", StringComparison.Ordinal);
    }
}
