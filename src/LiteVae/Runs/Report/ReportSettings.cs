using LiteVae.Pages;

namespace LiteVae.Training.Report;

/// <summary>The report's account of what was trained, how, and on what.</summary>
internal static class ReportSettings
{
    public static Markup Section(ReportData data) => Markup.Of($"""
        <section>
        <h2>What was trained, and how</h2>
        <div class="settings">
        <dl>{Markup.Join(Rows(data).Select(row => Markup.Of($"<dt>{row.Name}</dt><dd>{row.Value}</dd>\n")))}</dl>
        {Phases(data)}
        </div>
        <details><summary>The whole configuration</summary><pre>{data.Run.ConfigYaml}</pre></details>
        </section>
        """);

    private static IEnumerable<(string Name, string Value)> Rows(ReportData data)
    {
        var run = data.Run;
        var factor = data.Samples?.Items is [var item, ..] ? (int)Math.Round((double)item.Original.Width / item.Latent.Width) : 8;
        yield return ("Model", run.Model);
        yield return ("Encoder", $"{PageNumbers.Whole(run.EncoderParameters)} parameters");
        yield return ("Decoder", $"{PageNumbers.Whole(run.DecoderParameters)} parameters");
        yield return ("Latent", $"{run.LatentChannels} channels at 1/{factor} of the side: {PageNumbers.Short(3.0 * factor * factor / run.LatentChannels)} times fewer values than the image");
        yield return ("Data", run.DataCount is { } count ? $"{run.Data}, {PageNumbers.Whole(count)} images" : run.Data);
        yield return ("Recipe", run.Recipe);
        yield return ("Hardware", $"{run.Hardware}, {run.Threads} thread{(run.Threads == 1 ? "" : "s")}");
        if (data.Summary is { } summary)
        {
            yield return ("Time", PageNumbers.Duration(summary.Elapsed));
            yield return ("Peak memory", PageNumbers.Memory(summary.PeakMemoryMiB));
            if (summary.ModelPath is { } path)
                yield return ("Model file", path);
        }
        if (run.ResumedAtStep > 0)
            yield return ("Resumed", $"last at step {PageNumbers.Whole(run.ResumedAtStep)}");
    }

    private static Markup Phases(ReportData data) => Markup.Of($"""
        <table>
        <caption>Phases</caption>
        <thead><tr><th scope="col">Resolution</th><th scope="col">Steps</th><th scope="col">Batch</th><th scope="col">Images</th></tr></thead>
        <tbody>{Markup.Join(data.Run.Phases.Select(p => Markup.Of($"<tr><td>{p.Resolution} px</td><td>{PageNumbers.Whole(p.Steps)}</td><td>{p.BatchSize}</td><td>{PageNumbers.Whole(p.Steps * p.BatchSize)}</td></tr>")))}</tbody>
        <tfoot><tr><td>Sum</td><td>{PageNumbers.Whole(data.Run.TotalSteps)}</td><td></td><td>{PageNumbers.Whole(data.Run.TotalImages)}</td></tr></tfoot>
        </table>
        """);
}
