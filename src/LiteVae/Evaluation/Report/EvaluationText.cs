using System.Globalization;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Evaluation.Report;

/// <summary>Figures of an evaluation as text, with as many digits as mean something: for tables and reports. The same in every culture.</summary>
public static class EvaluationText
{
    /// <summary>The title of the table of MMD's figures, which are too many to stand beside the others.</summary>
    public const string MmdTitle = "MMD between posterior samples and N(0,I), by bandwidth of the kernel";

    /// <summary>Whether a figure is one of MMD, which has one for each bandwidth: "mmd_25".</summary>
    /// <param name="figure">A key of <see cref="ReconstructionResult.Metrics"/>.</param>
    public static bool IsMmd(string figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return figure.StartsWith("mmd_", StringComparison.Ordinal);
    }

    /// <summary>A figure's name and unit: "psnr (dB)".</summary>
    /// <param name="figure">A key of <see cref="ReconstructionResult.Metrics"/>.</param>
    public static string Heading(string figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var unit = MetricInfo.Of(figure).Unit;
        return unit.Length == 0 ? figure : $"{figure} ({unit})";
    }

    /// <summary>
    /// A figure with its 95% interval, "21.62 [21.20, 22.03]", with its deviation over subsets, "0.00123 ± 0.00040", or alone,
    /// "3.412"; with the number of images, "0.912 [0.897, 0.925] (7 images)", where others are not in the mean; "-" where the
    /// result does not have it.
    /// </summary>
    /// <param name="result">The result of a candidate.</param>
    /// <param name="figure">A key of <see cref="ReconstructionResult.Metrics"/>.</param>
    public static string Figure(ReconstructionResult result, string figure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(figure);
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

    /// <summary>A difference with its verdict: "psnr +0.42 [+0.31, +0.53], better".</summary>
    /// <param name="difference">The difference of two candidates.</param>
    public static string Difference(MetricDifference difference) => $"{Change(difference)}, {Verdict(difference)}";

    /// <summary>A difference with its interval: "psnr +0.42 [+0.31, +0.53]".</summary>
    /// <param name="difference">The difference of two candidates.</param>
    public static string Change(MetricDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var format = MetricInfo.Of(difference.Metric).Format;
        var signed = $"+{format};-{format};{format}";
        return $"{difference.Metric} {Number(difference.Difference.Estimate, signed)} {Ends(difference.Difference, signed)}";
    }

    /// <summary>
    /// "better" or "worse" where the interval excludes zero, "different" where it does and the metric knows no better, else
    /// "no difference beyond chance".
    /// </summary>
    /// <param name="difference">The difference of two candidates.</param>
    public static string Verdict(MetricDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return difference.Verdict switch
        {
            1 => "better",
            -1 => "worse",
            _ => difference.Difference.ExcludesZero ? "different" : "no difference beyond chance",
        };
    }

    internal static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Ends(ConfidenceInterval interval, string format) => $"[{Number(interval.Lower, format)}, {Number(interval.Upper, format)}]";
}
