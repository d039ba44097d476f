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
        var names = data.Passes[0].Results.Select((r, i) => Markup.Of($"<span class=\"key\"><i class=\"s{i % ChartFrame.Colors}\"></i>{r.Name}</span> "));
        return Markup.Of($"""
            <section>
            <h2>Over the resolution</h2>
            <p class="note">{Markup.Join(names)}</p>
            <div class="charts">
            {Markup.Join(figures.Select(f => Chart(f, data.Passes)))}</div>
            </section>
            """);
    }

    private static Markup Chart(string figure, IReadOnlyList<EvaluationPass> passes)
    {
        var ordered = passes.OrderBy(p => p.Results[0].Resolution).ToList();
        var values = ordered.SelectMany(p => p.Results).Select(r => r.Metrics.GetValueOrDefault(figure, double.NaN)).Where(double.IsFinite).ToList();
        if (values.Count == 0)
            return Markup.Empty;
        var vertical = Frame.Vertical(values);
        double X(int pass) => ChartFrame.Left + (Frame.RightEdge - ChartFrame.Left) * pass / (ordered.Count - 1.0);
        var columns = ordered.Select((p, i) => ChartFrame.Mark(X(i), $"{p.Results[0].Resolution}"));
        var lines = ordered[0].Results.Select((r, candidate) => Line(
            r.Name, figure, candidate, [.. ordered.Select((p, i) => (X(i), p.Results[candidate].Metrics.GetValueOrDefault(figure, double.NaN))).Where(p => double.IsFinite(p.Item2))], vertical));
        var better = MetricInfo.Of(figure).Better > 0 ? "higher is better" : "lower is better";
        return ChartFrame.Figure(
            Markup.Of($"{EvaluationText.Heading(figure)}"), Markup.Empty, better, $"{figure} over the resolution",
            Markup.Join([Frame.Grid(vertical), .. columns, .. lines]));
    }

    private static Markup Line(string name, string figure, int candidate, (double X, double Value)[] points, ChartAxis vertical)
    {
        var color = candidate % ChartFrame.Colors;
        var dots = points.Select(p => Markup.Of(
            $"<circle class=\"s{color}\" cx=\"{p.X:0.#}\" cy=\"{vertical.Position(p.Value):0.#}\" r=\"3\"><title>{name}: {EvaluationText.Number(p.Value, MetricInfo.Of(figure).Format)}</title></circle>"));
        return Markup.Of($"<path class=\"s{color}\" d=\"{ChartFrame.Path(points.Select(p => (p.X, vertical.Position(p.Value))))}\"/>{Markup.Join(dots)}");
    }
}
