using LiteVae.Evaluation.Statistics;
using LiteVae.Pages;

namespace LiteVae.Evaluation.Report;

/// <summary>The report's tables.</summary>
internal static class EvaluationFigures
{
    public static Markup Section(EvaluationReportData data) => Markup.Of($"""
        <section>
        <h2>Figures</h2>
        {Markup.Join(data.Passes.Select((pass, i) => Table(pass, i, data)))}
        {Differences(data)}
        </section>
        """);

    /// <summary>Moments of the latent by channel; nothing where they were not measured.</summary>
    public static Markup Latents(EvaluationReportData data)
    {
        var names = data.Names;
        var tables = data.Passes[^1].Results.Where(r => r.Latents is not null).Select(r => Latent(r, names)).ToList();
        return tables.Count == 0 ? Markup.Empty : Markup.Of($"""
            <section>
            <h2>The latent</h2>
            <p class="note">By channel, of posterior samples. A Gaussian has excess kurtosis 0.</p>
            {Markup.Join(tables)}
            </section>
            """);
    }

    private static Markup Table(EvaluationPass pass, int index, EvaluationReportData data)
    {
        var figures = pass.Results.SelectMany(r => r.Metrics.Keys).Distinct().Where(f => !f.EndsWith("_std", StringComparison.Ordinal)).ToList();
        var bandwidths = figures.Where(EvaluationText.IsMmd).ToList();
        figures = [.. figures.Except(bandwidths)];
        var costs = data.Costs.Count == 0 ? Markup.Empty : Heads("parameters", "GMAC", "images/s");
        var maps = pass.Results.Any(r => r.FeatureMaps is not null) ? Heads("feature maps, largest ratio") : Markup.Empty;
        var names = data.Names;
        var caption = pass.Results[0].Resolution is { } side ? $"{side}x{side} pixels" : "whole images";
        return Markup.Of($"""
            {PageTables.Wide($"Figures, {caption}", Markup.Of($"""
            <thead><tr><th scope="col">candidate</th>{Heads("images")}{Heads([.. figures.Select(EvaluationText.Heading)])}{maps}{costs}</tr></thead>
            <tbody>{Markup.Join(pass.Results.Select((r, i) => Row(r, figures, maps.Html.Length > 0, data.Costs.Count == 0 ? null : Cost(data, i, index, r), names)))}</tbody>
            """), caption)}
            {(bandwidths.Count == 0 ? Markup.Empty : Mmd(pass, bandwidths, caption, names))}
            """);
    }

    private static Markup Mmd(EvaluationPass pass, List<string> bandwidths, string caption, ShortNames names) => PageTables.Wide("MMD by bandwidth", Markup.Of($"""
        <thead><tr><th scope="col">candidate</th>{Heads("images")}{Heads([.. bandwidths])}</tr></thead>
        <tbody>{Markup.Join(pass.Results.Where(r => r.Metrics.ContainsKey(bandwidths[0])).Select(r => Row(r, bandwidths, maps: false, cost: null, names)))}</tbody>
        """), $"{EvaluationText.MmdTitle}, {caption}");

    private static Markup Row(ReconstructionResult result, IEnumerable<string> figures, bool maps, Markup? cost, ShortNames names) => Markup.Of(
        $"<tr><td>{names.Draw(result.Name)}</td><td>{PageNumbers.Whole(result.Images)}{(result.Partial ? " (partial)" : "")}</td>{Cells(figures.Select(f => EvaluationText.Figure(result, f)))}{(maps ? Cells([result.FeatureMaps is { } m ? PageNumbers.Short(m.Largest) : "-"]) : Markup.Empty)}{cost ?? Markup.Empty}</tr>\n");

    private static Markup Cost(EvaluationReportData data, int candidate, int pass, ReconstructionResult result)
    {
        var speed = PageNumbers.Short(result.ImagesPerSecond);
        return data.Costs.TryGetValue(candidate, out var costs)
            ? Cells([PageNumbers.Short(costs[pass].EncoderParameters + costs[pass].DecoderParameters), PageNumbers.Short((costs[pass].EncoderMacs + costs[pass].DecoderMacs) / 1e9), speed])
            : Cells(["-", "-", speed]);
    }

    private static Markup Differences(EvaluationReportData data)
    {
        var names = data.Names;
        var rows = data.Passes.SelectMany(p => p.Differences.Select(d => Difference(d, p.Results[0].Resolution, names))).ToList();
        return rows.Count == 0 ? Markup.Empty : PageTables.Wide("Differences", Markup.Of($"""
            <thead><tr><th scope="col">candidate</th>{Heads("side (px)", "difference, 95% interval", "verdict")}</tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            """), $"Differences from {names[data.Passes[0].Results[0].Name]}");
    }

    private static Markup Difference(MetricDifference difference, int? side, ShortNames names) => Markup.Of(
        $"<tr><td>{names.Draw(difference.Candidate)}</td>{Cells([side is { } s ? $"{s}" : "-", EvaluationText.Change(difference)])}<td class=\"verdict {VerdictClass(difference)}\">{EvaluationText.Verdict(difference)}</td></tr>\n");

    private static string VerdictClass(MetricDifference difference) => difference.Verdict switch { 1 => "better", -1 => "worse", _ => "" };

    private static Markup Latent(ReconstructionResult result, ShortNames names)
    {
        var latents = result.Latents!;
        var (mean, deviation, kurtosis, correlation) = (latents.Mean(), latents.StandardDeviation(), latents.ExcessKurtosis(), latents.Correlation());
        var channels = Enumerable.Range(0, latents.Channels).ToArray();
        var rows = channels.Select(c => Markup.Of(
            $"<tr><td>{c}</td>{Cells(new[] { mean[c], deviation[c], kurtosis[c] }.Concat(channels.Select(d => correlation[c, d])).Select(v => EvaluationText.Number(v, "0.000")))}</tr>\n"));
        return PageTables.Wide($"Latent of {names[result.Name]}", Markup.Of($"""
            <thead><tr><th scope="col">channel</th>{Heads("mean", "std", "excess kurtosis")}{Heads([.. channels.Select(c => $"corr. {c}")])}</tr></thead>
            <tbody>{Markup.Join(rows)}</tbody>
            """), $"{names[result.Name]}: scaling factor {EvaluationText.Number(1 / latents.GlobalStandardDeviation(), "0.00000")}");
    }

    private static Markup Heads(params string[] names) => Markup.Join(names.Select(n => Markup.Of($"<th scope=\"col\">{n}</th>")));

    private static Markup Cells(IEnumerable<string> values) => Markup.Join(values.Select(v => Markup.Of($"<td>{v}</td>")));
}
