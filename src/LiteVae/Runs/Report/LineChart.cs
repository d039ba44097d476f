using System.Globalization;
using System.Text;
using LiteVae.Pages;

namespace LiteVae.Training.Report;

/// <summary>Draws one series over images seen, as SVG: raw values faint, smoothed ones strong, phases marked.</summary>
internal static class LineChart
{
    private const int Width = 380;
    private const int Height = 210;
    private const int Left = 46;
    private const int Right = 8;
    private const int Top = 16;
    private const int Bottom = 26;
    private const int MostPoints = 400;

    /// <param name="title">What is shown.</param>
    /// <param name="unit">Its unit; empty for none.</param>
    /// <param name="points">At least two.</param>
    /// <param name="noisy">Whether a running mean is the line to look at; otherwise the values are.</param>
    /// <param name="phases">Where phases begin (images seen), and their names.</param>
    /// <param name="totalImages">The end of the horizontal axis.</param>
    public static Markup Draw(
        string title, string unit, IReadOnlyList<HistoryPoint> points, bool noisy,
        IReadOnlyList<(long Images, string Name)> phases, long totalImages)
    {
        var logarithmic = ChartAxis.Around([.. points.Select(p => p.Value)], 0, 1).IsLogarithmic;
        var raw = Thin(points);
        var smooth = noisy ? Thin(Smooth(points, logarithmic)) : raw;
        var faint = noisy ? raw : [];
        var vertical = ChartAxis.Around([.. raw.Select(p => p.Value)], Height - Bottom, Top);
        var horizontal = ChartAxis.FromZero(Math.Max(totalImages, points[^1].Images), Left, Width - Right);
        var (first, last) = (points[0], smooth[^1]);
        var suffix = unit.Length == 0 ? "" : " " + unit;
        var text = $"{title}: from {PageNumbers.Short(first.Value)} to {PageNumbers.Short(last.Value)}{suffix} over {PageNumbers.Whole(points[^1].Images)} images";
        var scale = vertical.IsLogarithmic ? Markup.Of($"<span class=\"scale\">log</span>") : Markup.Empty;

        return Markup.Of($"""
            <figure class="chart" data-points="{Data(smooth, horizontal, vertical)}" data-unit="{suffix}">
            <figcaption><b>{title}</b>{scale}<output>{PageNumbers.Short(last.Value)}{suffix}</output></figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{text}">
            {Grid(horizontal, vertical)}{Phases(phases, horizontal)}
            <path class="raw" d="{Path(faint, horizontal, vertical)}"/><path class="smooth" d="{Path(smooth, horizontal, vertical)}"/>
            <g class="cursor" hidden><line y1="{Top}" y2="{Height - Bottom}"/><circle r="3.5"/></g></svg></figure>

            """);
    }

    private static Markup Grid(ChartAxis horizontal, ChartAxis vertical)
    {
        var rows = vertical.Marks.Select(value => Markup.Of(
            $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{vertical.Position(value):0.#}\" y2=\"{vertical.Position(value):0.#}\"/><text x=\"{Left - 6}\" y=\"{vertical.Position(value) + 3.5:0.#}\" text-anchor=\"end\">{PageNumbers.Short(value)}</text>"));
        var columns = horizontal.Marks.Select(value => Markup.Of(
            $"<text x=\"{horizontal.Position(value):0.#}\" y=\"{Height - 9}\" text-anchor=\"{(horizontal.Position(value) > Width - 24 ? "end" : "middle")}\">{PageNumbers.Short(value)}</text>"));
        return Markup.Join([.. rows, .. columns]);
    }

    private static Markup Phases(IReadOnlyList<(long Images, string Name)> phases, ChartAxis horizontal) =>
        phases.Count < 2 ? Markup.Empty : Markup.Join(phases.Select(phase => Phase(phase.Name, horizontal.Position(phase.Images))));

    private static Markup Phase(string name, double x)
    {
        var (anchor, textX) = x > Width - 48 ? ("end", x - 4) : ("start", x + 4);
        return Markup.Of($"<line class=\"phase\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"4\" y2=\"{Height - Bottom}\"/><text class=\"phase\" x=\"{textX:0.#}\" y=\"11\" text-anchor=\"{anchor}\">{name}</text>");
    }

    private static string Path(IReadOnlyList<HistoryPoint> points, ChartAxis horizontal, ChartAxis vertical)
    {
        var path = new StringBuilder();
        foreach (var point in points)
            path.Append(path.Length == 0 ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{horizontal.Position(point.Images):0.#} {vertical.Position(point.Value):0.#}");
        return path.ToString();
    }

    // What the page's script needs to answer the pointer: x, y, images, smoothed value, step.
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

    /// <summary>At most so many points as a chart can show: of each bucket the extremes, and the last one of all.</summary>
    internal static IReadOnlyList<HistoryPoint> Thin(IReadOnlyList<HistoryPoint> points)
    {
        if (points.Count <= MostPoints)
            return points;
        var bucket = (points.Count + MostPoints / 2 - 1) / (MostPoints / 2);
        return [.. points.Chunk(bucket)
            .SelectMany(chunk => new[] { chunk.MinBy(p => p.Value), chunk.MaxBy(p => p.Value) }.OrderBy(p => p.Step)), points[^1]];
    }
}
