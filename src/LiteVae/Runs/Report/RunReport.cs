using LiteVae.Pages;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>Writes a run's report: one HTML page that needs no other file.</summary>
internal static class RunReport
{
    public static string Render(ReportData data) => Page.Render(
        $"{data.Run.Model}: training report", Header(data), Markup.Of($"""
        {Tiles(data)}
        {ReportFigures.Section(data)}
        {ReportPictures.Samples(data)}
        {ReportPictures.Progress(data)}
        {ReportCurves.Section(data)}
        {Markup.Join(data.Run.Report.Sections.Select(section => section(data.Samples)))}
        {ReportSettings.Section(data)}
        """), data.Written);

    private static Markup Header(ReportData data)
    {
        var (kind, outcome) = data.Summary?.Outcome switch
        {
            RunOutcome.Finished => ("finished", "Finished"),
            RunOutcome.Interrupted => ("interrupted", "Interrupted"),
            RunOutcome.Failed => ("failed", "Failed"),
            _ => ("running", "Running"),
        };
        var steps = data.Step >= data.Run.TotalSteps
            ? $"{PageNumbers.Whole(data.Step)} steps"
            : $"{PageNumbers.Whole(data.Step)} of {PageNumbers.Whole(data.Run.TotalSteps)} steps";
        var message = data.Summary?.Message is { } text ? Markup.Of($"<p class=\"message {kind}\">{text}</p>") : Markup.Empty;
        return Markup.Of($"""
            <header>
            <p class="eyebrow">Training report</p>
            <h1>{data.Run.Model}</h1>
            <p class="lead"><span class="pill {kind}">{outcome}</span> <span>{steps}, {PageNumbers.Whole(data.Images)} images seen</span> <span>recipe <b>{data.Run.Recipe}</b></span> <span>data <b>{data.Run.Data}</b></span></p>
            {message}
            </header>
            """);
    }

    private static Markup Tiles(ReportData data)
    {
        var run = data.Run;
        var tiles = Metrics(data).ToList();
        tiles.Add(Page.Tile("Parameters", PageNumbers.Short(run.Parts.Sum(p => p.Parameters)), "", string.Join(", ", run.Parts.Select(p => $"{p.Name} {PageNumbers.Short(p.Parameters)}"))));
        if (data.Summary is { } summary)
        {
            tiles.Add(Page.Tile("Training time", PageNumbers.Duration(summary.Elapsed), "", $"{PageNumbers.Whole(summary.Images)} images"));
            if (summary.Elapsed > TimeSpan.Zero)
                tiles.Add(Page.Tile("Speed", PageNumbers.Short(summary.Images / summary.Elapsed.TotalSeconds), "images/s", "mean over the run"));
            tiles.Add(Page.Tile("Peak memory", PageNumbers.Memory(summary.PeakMemoryMiB), "", "of the process"));
        }
        else if (data.Progress is { } progress)
        {
            tiles.Add(Page.Tile("Time left", PageNumbers.Duration(progress.Remaining), "", $"{PageNumbers.Duration(progress.Elapsed)} so far"));
            tiles.Add(Page.Tile("Speed", PageNumbers.Short(progress.ImagesPerSecond), "images/s", $"at {progress.Phase.Name}"));
        }
        var on = data is { Summary: { EvaluatedOn: { } images, Metrics.Count: > 0 }, Samples: null or { Headline: null } }
            ? Markup.Of($"<p class=\"note\">Quality measured on {images}.</p>") : Markup.Empty;
        return Markup.Of($"<section class=\"summary\" aria-label=\"Main numbers\"><div class=\"tiles\">{Markup.Join(tiles)}</div>{on}</section>");
    }

    // The headline is of the images of its curve; all final figures are in the table below.
    private static IEnumerable<Markup> Metrics(ReportData data)
    {
        if (data.Samples is { Headline: { } headline, Score: { } score } samples)
            yield return Page.Tile(headline.Title, headline.Number(score), headline.Unit, $"of {ReportPictures.Subject(samples)}, as its curve is");
        else if (data.Summary is { } summary)
        {
            foreach (var (name, value) in summary.Metrics)
            {
                yield return data.Run.Report.Metrics.TryGetValue(name, out var tile)
                    ? tile.Draw(value) : Page.Tile(name.ToUpperInvariant(), PageNumbers.Short(value), "", "");
            }
        }
    }
}
