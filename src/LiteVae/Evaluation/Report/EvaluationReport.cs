using LiteVae.Pages;

namespace LiteVae.Evaluation.Report;

/// <summary>Writes an evaluation's report: one HTML page that needs no other file.</summary>
public static class EvaluationReport
{
    /// <summary>The page as HTML.</summary>
    /// <param name="data">The content of the report.</param>
    public static string Render(EvaluationReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Page.Render("Evaluation report", Header(data), Markup.Of($"""
            {Warnings(data)}
            {EvaluationFigures.Section(data)}
            {ResolutionCharts.Section(data)}
            {ExampleFigures.Section(data)}
            {EvaluationFigures.Latents(data)}
            {SpectrumCharts.Section(data)}
            {Settings(data)}
            """), data.Written);
    }

    private static Markup Header(EvaluationReportData data)
    {
        var results = data.Passes.SelectMany(p => p.Results).ToList();
        var partial = results.Any(r => r.Partial);
        var names = data.Passes[0].Results.Select(r => data.Names.Draw(r.Name)).ToList();
        return Markup.Of($"""
            <header>
            <p class="eyebrow">Evaluation report</p>
            <h1>{(names.Count == 1 ? names[0] : Markup.Of($"{names.Count} side by side"))}</h1>
            <p class="lead"><span class="pill {(partial ? "interrupted" : "finished")}">{(partial ? "Partial" : "Complete")}</span> <span>{PageNumbers.Whole(results.Max(r => r.Images))} images</span> <span>data <b>{data.Data}</b></span></p>
            </header>
            """);
    }

    private static Markup Warnings(EvaluationReportData data) => Markup.Join(data.Passes.SelectMany(p => p.Results)
        .SelectMany(r => r.Warnings).Distinct().Select(w => Markup.Of($"<p class=\"message interrupted\">{w}</p>\n")));

    private static Markup Settings(EvaluationReportData data)
    {
        var rows = data.Settings.Select(s => (Name: s.Key.Replace('_', ' '), s.Value)).ToList();
        if (data.PeakMemoryMiB is { } peak)
            rows.Add(("peak memory", $"{PageNumbers.Memory(peak)} of the process"));
        return Markup.Of($"""
            <section>
            <h2>How these figures came about</h2>
            <div class="settings">
            <dl>{Markup.Join(rows.Select(r => Markup.Of($"<dt>{r.Name}</dt><dd>{r.Value}</dd>\n")))}</dl>
            <p class="note">psnr, ssim, lpips and rate are means over images; of intervals made so, 95 of 100 hold the mean over all images of this kind (percentile bootstrap, 2,000 resamples). A difference is called better or worse only where its interval, of the same images in pairs, excludes zero. rfid is of the whole set and has no interval; the deviation of kid and mmd is over random subsets of these images.</p>
            </div>
            </section>
            """);
    }
}
