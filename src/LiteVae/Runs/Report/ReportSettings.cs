using LiteVae.Pages;

namespace LiteVae.Runs.Report;

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
        yield return ("Model", run.Model);
        foreach (var part in run.Parts)
            yield return (Capitalized(part.Name), $"{PageNumbers.Whole(part.Parameters)} parameters");
        foreach (var (name, value) in run.Facts)
            yield return (name, value);
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
        <thead><tr><th scope="col">{Capitalized(data.Run.PhaseTerm)}</th><th scope="col">Steps</th><th scope="col">Batch</th><th scope="col">Images</th></tr></thead>
        <tbody>{Markup.Join(data.Run.Phases.Select(p => Markup.Of($"<tr><td>{p.Name}</td><td>{PageNumbers.Whole(p.Steps)}</td><td>{p.BatchSize}</td><td>{PageNumbers.Whole(p.Steps * p.BatchSize)}</td></tr>")))}</tbody>
        <tfoot><tr><td>Sum</td><td>{PageNumbers.Whole(data.Run.TotalSteps)}</td><td></td><td>{PageNumbers.Whole(data.Run.TotalImages)}</td></tr></tfoot>
        </table>
        """);

    private static string Capitalized(string noun) => char.ToUpperInvariant(noun[0]) + noun[1..];
}
