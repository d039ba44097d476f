using LiteVae.Pages;
using LiteVae.Pages.Charts;

namespace LiteVae.Evaluation.Report;

/// <summary>Figure 5: every metric over the resolution, a line a candidate.</summary>
internal static class ResolutionCharts
{
    private static readonly ChartFrame Frame = new(Top: 12, Right: 14);

    public static Markup Section(EvaluationReportData data)
    {
        if (data.Passes.Count < 2)
            return Markup.Empty;
        var figures = data.Passes.SelectMany(p => p.Results).SelectMany(r => r.Metrics.Keys).Distinct()
            .Where(f => MetricInfo.Of(f).Better != 0 && !f.EndsWith("_std", StringComparison.Ordinal));
        var names = data.Passes[0].Results.Select((r, i) => ChartFrame.Key(ChartFrame.Style(i), data.Names[r.Name], r.Name));
        return Markup.Of($"""
            <section>
            <h2>Over the resolution</h2>
            <p class="note">{Markup.Join(names)}</p>
            <p class="note">Bars are 95% intervals of means over images; a figure of the whole set has none.</p>
            <div class="charts">
            {Markup.Join(figures.Select(f => Chart(f, data)))}</div>
            </section>
            """);
    }

    private static Markup Chart(string figure, EvaluationReportData data)
    {
        var ordered = data.Passes.OrderBy(p => p.Results[0].Resolution).ToList();
        Point[][] lines = [.. ordered[0].Results.Select((_, candidate) => ordered.Select((p, i) => PointOf(p.Results[candidate], figure, i)).OfType<Point>().ToArray())];
        double[] values = [.. lines.SelectMany(l => l).SelectMany(p => new[] { p.Value, p.Lower, p.Upper })];
        if (values.Length == 0)
            return Markup.Empty;
        var vertical = Frame.Vertical(values);
        double X(int pass) => ChartFrame.Left + 10 + (Frame.RightEdge - ChartFrame.Left - 20) * pass / (ordered.Count - 1.0);
        var columns = ordered.Select((p, i) => ChartFrame.Mark(X(i), $"{p.Results[0].Resolution}"));
        // Each candidate a little beside the others, so that no bar hides another.
        var drawn = lines.Select((points, candidate) => Line(
            data.Names[ordered[0].Results[candidate].Name], figure, candidate, points, p => X(p) + 3 * (candidate - (lines.Length - 1) / 2.0), vertical));
        var better = MetricInfo.Of(figure).Better > 0 ? "higher is better" : "lower is better";
        return ChartFrame.Figure(
            Markup.Of($"{EvaluationText.Heading(figure)}"), Markup.Empty, better, $"{figure} over the resolution",
            Markup.Join([Frame.Grid(vertical), .. columns, Frame.Titles("side of the images (px)", EvaluationText.Heading(figure)), .. drawn]));
    }

    private static Point? PointOf(ReconstructionResult result, string figure, int pass)
    {
        if (!result.Metrics.TryGetValue(figure, out var value) || !double.IsFinite(value))
            return null;
        return result.Images > 1 && result.IntervalOf(figure) is { } interval ? new(pass, value, interval.Lower, interval.Upper, result) : new(pass, value, value, value, result);
    }

    private static Markup Line(string name, string figure, int candidate, Point[] points, Func<int, double> x, ChartAxis vertical)
    {
        var style = ChartFrame.Style(candidate);
        var dots = points.Select(p => Markup.Of(
            $"<line class=\"{style}\" x1=\"{x(p.Pass):0.#}\" x2=\"{x(p.Pass):0.#}\" y1=\"{vertical.Position(p.Lower):0.#}\" y2=\"{vertical.Position(p.Upper):0.#}\"/><circle class=\"{style}\" cx=\"{x(p.Pass):0.#}\" cy=\"{vertical.Position(p.Value):0.#}\" r=\"3\"><title>{name}, {p.Result.Resolution} px: {EvaluationText.Figure(p.Result, figure)}{Unit(figure)}</title></circle>"));
        return Markup.Of($"<path class=\"{style}\" d=\"{ChartFrame.Path(points.Select(p => (x(p.Pass), vertical.Position(p.Value))))}\"/>{Markup.Join(dots)}");
    }

    private static string Unit(string figure) => MetricInfo.Of(figure).Unit is { Length: > 0 } unit ? " " + unit : "";

    /// <summary>A candidate's figure at a resolution, with its interval.</summary>
    private sealed record Point(int Pass, double Value, double Lower, double Upper, ReconstructionResult Result);
}
