using System.Globalization;
using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>Draws one series over images seen, as SVG: raw values faint, smoothed ones strong, phases marked.</summary>
internal static class LineChart
{
    private const int MaxPoints = 400;

    private static readonly ChartFrame Frame = new(Top: 16, Right: 8);

    /// <param name="heading">What is shown.</param>
    /// <param name="points">At least two.</param>
    /// <param name="noisy">Whether a running mean is the line to look at; otherwise the values are.</param>
    /// <param name="phases">Where phases begin (images seen), and their names.</param>
    /// <param name="totalImages">The end of the horizontal axis.</param>
    public static Markup Draw(
        CurveTitle heading, IReadOnlyList<HistoryPoint> points, bool noisy,
        IReadOnlyList<(long Images, string Name)> phases, long totalImages)
    {
        var (title, unit) = heading;
        var logarithmic = ChartAxis.Around([.. points.Select(p => p.Value)], 0, 1).IsLogarithmic;
        var raw = Thin(points);
        var smooth = noisy ? Thin(Smooth(points, logarithmic)) : raw;
        var faint = noisy ? raw : [];
        var vertical = Frame.Vertical([.. raw.Select(p => p.Value)]);
        var horizontal = ChartAxis.FromZero(Math.Max(totalImages, points[^1].Images), ChartFrame.Left, Frame.RightEdge);
        var (first, last) = (points[0], smooth[^1]);
        var suffix = unit.Length == 0 ? "" : " " + unit;
        var text = $"{title}: from {PageNumbers.Short(first.Value)} to {PageNumbers.Short(last.Value)}{suffix} over {PageNumbers.Whole(points[^1].Images)} images";
        var scale = vertical.IsLogarithmic ? Markup.Of($"<span class=\"scale\">log</span>") : Markup.Empty;

        return ChartFrame.Figure(Markup.Of($"{title}"), scale, $"{PageNumbers.Short(last.Value)}{suffix}", text, Markup.Of($"""
            {Frame.Grid(vertical)}{Markup.Join(horizontal.Marks.Select(value => Column(value, horizontal)))}{Phases(phases, horizontal)}
            <path class="raw" d="{Path(faint, horizontal, vertical)}"/><path class="smooth" d="{Path(smooth, horizontal, vertical)}"/>
            <g class="cursor" hidden><line y1="{Frame.Top}" y2="{ChartFrame.BottomEdge}"/><circle r="3.5"/></g>
            """), Markup.Of($" data-points=\"{Data(smooth, horizontal, vertical)}\" data-unit=\"{suffix}\""));
    }

    private static Markup Column(double value, ChartAxis horizontal) => ChartFrame.Mark(
        horizontal.Position(value), PageNumbers.Short(value), horizontal.Position(value) > ChartFrame.Width - 24 ? "end" : "middle");

    private static Markup Phases(IReadOnlyList<(long Images, string Name)> phases, ChartAxis horizontal) =>
        phases.Count < 2 ? Markup.Empty : Markup.Join(phases.Select(phase => Phase(phase.Name, horizontal.Position(phase.Images))));

    private static Markup Phase(string name, double x)
    {
        var (anchor, textX) = x > ChartFrame.Width - 48 ? ("end", x - 4) : ("start", x + 4);
        return Markup.Of($"<line class=\"phase\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"4\" y2=\"{ChartFrame.BottomEdge}\"/><text class=\"phase\" x=\"{textX:0.#}\" y=\"11\" text-anchor=\"{anchor}\">{name}</text>");
    }

    private static string Path(IReadOnlyList<HistoryPoint> points, ChartAxis horizontal, ChartAxis vertical) =>
        ChartFrame.Path(points.Select(p => (horizontal.Position(p.Images), vertical.Position(p.Value))));

    // What the page's script shows at the pointer: x and y within the picture, images seen, smoothed value, step.
    private static string Data(IReadOnlyList<HistoryPoint> smooth, ChartAxis horizontal, ChartAxis vertical) =>
        "[" + string.Join(',', smooth.Select(p => string.Create(CultureInfo.InvariantCulture,
            $"[{horizontal.Position(p.Images):0.#},{vertical.Position(p.Value):0.#},{p.Images},\"{PageNumbers.Short(p.Value)}\",{p.Step}]"))) + "]";

    /// <summary>The mean over a window around each point, a twentieth of the series; geometric on a logarithmic axis.</summary>
    internal static IReadOnlyList<HistoryPoint> Smooth(IReadOnlyList<HistoryPoint> points, bool logarithmic)
    {
        var sums = new double[points.Count + 1];
        for (var i = 0; i < points.Count; i++)
            sums[i + 1] = sums[i] + (logarithmic ? Math.Log(points[i].Value) : points[i].Value);
        var reach = points.Count / 40;
        return [.. points.Select((point, i) =>
        {
            var around = Math.Min(reach, Math.Min(i, points.Count - 1 - i)); // symmetric, so that slopes are kept at the ends
            var mean = (sums[i + around + 1] - sums[i - around]) / (2 * around + 1);
            return point with { Value = logarithmic ? Math.Exp(mean) : mean };
        })];
    }

    /// <summary>Reduces a series to the number of points that a chart can show: the extremes of each of many intervals, and the last point.</summary>
    internal static IReadOnlyList<HistoryPoint> Thin(IReadOnlyList<HistoryPoint> points)
    {
        if (points.Count <= MaxPoints)
            return points;
        var bucket = (points.Count + MaxPoints / 2 - 1) / (MaxPoints / 2);
        return [.. points.Chunk(bucket)
            .SelectMany(chunk => new[] { chunk.MinBy(p => p.Value), chunk.MaxBy(p => p.Value) }.OrderBy(p => p.Step)), points[^1]];
    }
}
