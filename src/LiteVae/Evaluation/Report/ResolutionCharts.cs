using System.Globalization;
using LiteVae.Pages;

namespace LiteVae.Evaluation.Report;

/// <summary>Figure 5: every metric over the resolution, a line a candidate.</summary>
internal static class ResolutionCharts
{
    private const int Width = 380;
    private const int Height = 210;
    private const int Left = 46;
    private const int Right = 14;
    private const int Top = 12;
    private const int Bottom = 26;

    /// <summary>As many line colours as the style sheet has.</summary>
    private const int Colours = 6;

    public static Markup Section(EvaluationReportData data)
    {
        if (data.Passes.Count < 2)
            return Markup.Empty;
        var figures = data.Passes.SelectMany(p => p.Results).SelectMany(r => r.Metrics.Keys).Distinct()
            .Where(f => MetricInfo.Of(f).Better != 0 && !f.EndsWith("_std", StringComparison.Ordinal));
        var names = data.Passes[0].Results.Select((r, i) => Markup.Of($"<span class=\"key\"><i class=\"s{i % Colours}\"></i>{r.Name}</span> "));
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
        var vertical = ChartAxis.Around(values, Height - Bottom, Top);
        double X(int pass) => Left + (Width - Left - Right) * pass / (ordered.Count - 1.0);
        var rows = vertical.Marks.Select(v => Markup.Of(
            $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{vertical.Position(v):0.#}\" y2=\"{vertical.Position(v):0.#}\"/><text x=\"{Left - 6}\" y=\"{vertical.Position(v) + 3.5:0.#}\" text-anchor=\"end\">{PageNumbers.Short(v)}</text>"));
        var columns = ordered.Select((p, i) => Markup.Of(
            $"<text x=\"{X(i):0.#}\" y=\"{Height - 9}\" text-anchor=\"middle\">{p.Results[0].Resolution}</text>"));
        var lines = ordered[0].Results.Select((r, candidate) => Line(
            r.Name, figure, candidate, [.. ordered.Select((p, i) => (X(i), p.Results[candidate].Metrics.GetValueOrDefault(figure, double.NaN))).Where(p => double.IsFinite(p.Item2))], vertical));
        var better = MetricInfo.Of(figure).Better > 0 ? "higher is better" : "lower is better";
        return Markup.Of($"""
            <figure class="chart">
            <figcaption><b>{EvaluationWords.Heading(figure)}</b><output>{better}</output></figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{figure} over the resolution">
            {Markup.Join(rows)}{Markup.Join(columns)}{Markup.Join(lines)}</svg></figure>

            """);
    }

    private static Markup Line(string name, string figure, int candidate, (double X, double Value)[] points, ChartAxis vertical)
    {
        var path = string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {vertical.Position(p.Value):0.#}")));
        var dots = points.Select(p => Markup.Of(
            $"<circle class=\"s{candidate % Colours}\" cx=\"{p.X:0.#}\" cy=\"{vertical.Position(p.Value):0.#}\" r=\"3\"><title>{name}: {EvaluationWords.Number(p.Value, MetricInfo.Of(figure).Format)}</title></circle>"));
        return Markup.Of($"<path class=\"s{candidate % Colours}\" d=\"M{path}\"/>{Markup.Join(dots)}");
    }
}
