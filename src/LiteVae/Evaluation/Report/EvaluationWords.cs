using System.Globalization;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation.Report;

/// <summary>Figures and differences as people read them.</summary>
internal static class EvaluationWords
{
    /// <summary>The title of the table of MMD's figures, which are too many to stand beside the others.</summary>
    public const string MmdTitle = "MMD between posterior samples and N(0,I), by bandwidth of the kernel";

    public static bool IsMmd(string figure) => figure.StartsWith("mmd_", StringComparison.Ordinal);

    public static string Heading(string figure)
    {
        var unit = MetricInfo.Of(figure).Unit;
        return unit.Length == 0 ? figure : $"{figure} ({unit})";
    }

    /// <summary>"21.62 [21.20, 22.03]", "0.00123 ± 0.00040", "0.912 [0.897, 0.925] (7 images)" where others are not in the mean, "3.412", "-".</summary>
    public static string Figure(ReconstructionResult result, string figure)
    {
        if (!result.Metrics.TryGetValue(figure, out var value))
            return "-";
        var format = MetricInfo.Of(figure).Format;
        var text = Number(value, format);
        if (result.Metrics.TryGetValue($"{figure}_std", out var deviation))
            return $"{text} ± {Number(deviation, format)}";
        if (result.Images > 1 && result.IntervalOf(figure) is { } interval)
            text = $"{text} {Ends(interval, format)}";
        return result.CountOf(figure) is { } count && count < result.Images ? $"{text} ({count} image{(count == 1 ? "" : "s")})" : text;
    }

    /// <summary>"psnr +0.42 [+0.31, +0.53], better".</summary>
    public static string Difference(MetricDifference difference) => $"{Change(difference)}, {Verdict(difference)}";

    /// <summary>"psnr +0.42 [+0.31, +0.53]".</summary>
    public static string Change(MetricDifference difference)
    {
        var format = MetricInfo.Of(difference.Metric).Format;
        var signed = $"+{format};-{format};{format}";
        return $"{difference.Metric} {Number(difference.Difference.Estimate, signed)} {Ends(difference.Difference, signed)}";
    }

    public static string Verdict(MetricDifference difference) => difference.Verdict switch
    {
        1 => "better",
        -1 => "worse",
        _ => difference.Difference.ExcludesZero ? "different" : "no difference beyond chance",
    };

    private static string Ends(ConfidenceInterval interval, string format) => $"[{Number(interval.Lower, format)}, {Number(interval.Upper, format)}]";

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
