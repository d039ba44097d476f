using System.Globalization;
using System.Text.Json;
using LiteVae.Pages;
using LiteVae.Pages.Charts;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>Draws series over steps, as SVG: raw values faint, smoothed ones strong, phases marked.</summary>
internal static class LineChart
{
    private static readonly ChartFrame Frame = new(Top: 16, Right: 8);

    /// <param name="heading">What is shown.</param>
    /// <param name="lines">At least one; a line alone has at least two points.</param>
    /// <param name="phases">The steps at which phases begin, and their names.</param>
    /// <param name="totalSteps">The end of the horizontal axis.</param>
    public static Markup Draw(CurveTitle heading, IReadOnlyList<ChartLine> lines, IReadOnlyList<(long Step, string Name)> phases, long totalSteps)
    {
        var vertical = Frame.Vertical([.. lines.SelectMany(line => line.Raw.Concat(line.Smooth)).Select(p => p.Value)]);
        var end = Math.Max(totalSteps, lines.Max(line => line.Points[^1].Step));
        var horizontal = ChartAxis.FromZero(end, ChartFrame.Left, Frame.RightEdge);
        var suffix = heading.Unit.Length == 0 ? "" : " " + heading.Unit;
        var scale = Markup.Of($"<span class=\"scale\"{(vertical.IsLogarithmic ? "" : " hidden")}>log</span>");
        var legend = lines.Count == 1 ? Markup.Empty : Markup.Of($"<span class=\"keys\">{Markup.Join(lines.Select(line => ChartFrame.Key(line.Style, line.Name)))}</span>");
        // The values of many lines say nothing without their names, which they have where a reader points at the chart.
        var last = lines.Count > 2 ? "" : string.Join(", ", lines.Select(line => PageNumbers.Short(line.Smooth[^1].Value))) + suffix;
        var text = $"{heading.Title}: {string.Join("; ", lines.Select(Describe))}";

        return ChartFrame.Figure(Markup.Of($"{heading.Title}"), Markup.Join([scale, legend]), last, text, Markup.Of($"""
            <g class="axes">{Frame.Grid(vertical)}{Markup.Join(horizontal.Marks.Select(value => ChartFrame.Mark(horizontal.Position(value), PageNumbers.Short(value))))}{Phases(phases, horizontal)}</g>
            {Frame.Titles("step", heading.Axis)}
            <g class="lines">{Markup.Join(lines.Select(line => Line(line, horizontal, vertical)))}</g>
            <g class="cursor" hidden><line y1="{Frame.Top}" y2="{ChartFrame.BottomEdge}"/><circle r="3.5"/></g>
            """), Markup.Of($" data-lines=\"[{string.Join(',', lines.Select(line => line.ToJson()))}]\" data-phases=\"[{PhasesJson(phases)}]\" data-end=\"{end}\" data-unit=\"{suffix}\" data-frame=\"{ChartFrame.Left} {Frame.RightEdge} {Frame.Top} {ChartFrame.BottomEdge}\""));

        string Describe(ChartLine line) =>
            $"{(line.Name.Length == 0 ? "" : line.Name + " ")}from {PageNumbers.Short(line.Points[0].Value)} to {PageNumbers.Short(line.Smooth[^1].Value)}{suffix} over {PageNumbers.Whole(line.Points[^1].Step)} steps";
    }

    private static Markup Line(ChartLine line, ChartAxis horizontal, ChartAxis vertical)
    {
        var title = line.Name.Length == 0 ? Markup.Empty : Markup.Of($"<title>{line.Name}</title>");
        return Markup.Of($"<path class=\"raw {line.Style}\" d=\"{Path(line.Raw, horizontal, vertical)}\"/><path class=\"{line.Style}\" d=\"{Path(line.Smooth, horizontal, vertical)}\">{title}</path>");
    }

    private static Markup Phases(IReadOnlyList<(long Step, string Name)> phases, ChartAxis horizontal) =>
        phases.Count < 2 ? Markup.Empty : Markup.Join(phases.Select(phase => Phase(phase.Name, horizontal.Position(phase.Step))));

    private static Markup Phase(string name, double x)
    {
        var (anchor, textX) = x > ChartFrame.Width - 48 ? ("end", x - 4) : ("start", x + 4);
        return Markup.Of($"<line class=\"phase\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"4\" y2=\"{ChartFrame.BottomEdge}\"/><text class=\"phase\" x=\"{textX:0.#}\" y=\"11\" text-anchor=\"{anchor}\">{name}</text>");
    }

    private static string PhasesJson(IReadOnlyList<(long Step, string Name)> phases) => string.Join(',', phases.Select(phase =>
        string.Create(CultureInfo.InvariantCulture, $"[{phase.Step},\"{JsonEncodedText.Encode(phase.Name)}\"]")));

    private static string Path(IReadOnlyList<HistoryPoint> points, ChartAxis horizontal, ChartAxis vertical) =>
        ChartFrame.Path(points.Select(p => (horizontal.Position(p.Step), vertical.Position(p.Value))));
}
