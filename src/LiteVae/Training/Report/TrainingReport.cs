using System.Reflection;
using LiteVae.Training.Observers;

namespace LiteVae.Training.Report;

/// <summary>Writes a run's report: one HTML page that needs no other file.</summary>
internal static class TrainingReport
{
    public static string Render(ReportData data) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="LiteVae {Version}">
        <title>{data.Run.Model}: training report</title>
        <style>
        {Resource("report.css")}</style>
        </head>
        <body>
        {Header(data)}
        <main>
        {Tiles(data)}
        {ReportPictures.Samples(data)}
        {ReportPictures.Progress(data)}
        {ReportCurves.Section(data)}
        {ReportPictures.Subbands(data)}
        {ReportSettings.Section(data)}
        </main>
        <footer>LiteVae {Version}, {data.Written:yyyy-MM-dd HH:mm} UTC</footer>
        <script>
        {Resource("report.js")}</script>
        </body>
        </html>

        """).Html;

    internal static string Version { get; } =
        typeof(TrainingReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

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
            ? $"{ReportNumbers.Whole(data.Step)} steps"
            : $"{ReportNumbers.Whole(data.Step)} of {ReportNumbers.Whole(data.Run.TotalSteps)} steps";
        var message = data.Summary?.Message is { } text ? Markup.Of($"<p class=\"message {kind}\">{text}</p>") : Markup.Empty;
        return Markup.Of($"""
            <header>
            <p class="eyebrow">Training report</p>
            <h1>{data.Run.Model}</h1>
            <p class="lead"><span class="pill {kind}">{outcome}</span> <span>{steps}, {ReportNumbers.Whole(data.Images)} images seen</span> <span>recipe <b>{data.Run.Recipe}</b></span> <span>data <b>{data.Run.Data}</b></span></p>
            {message}
            </header>
            """);
    }

    private static Markup Tiles(ReportData data)
    {
        var run = data.Run;
        var tiles = Metrics(data).ToList();
        tiles.Add(Tile("Parameters", ReportNumbers.Short(run.EncoderParameters + run.DecoderParameters), "", $"encoder {ReportNumbers.Short(run.EncoderParameters)}, decoder {ReportNumbers.Short(run.DecoderParameters)}"));
        if (data.Summary is { } summary)
        {
            tiles.Add(Tile("Training time", ReportNumbers.Duration(summary.Elapsed), "", $"{ReportNumbers.Whole(summary.Images)} images"));
            if (summary.Elapsed > TimeSpan.Zero)
                tiles.Add(Tile("Speed", ReportNumbers.Short(summary.Images / summary.Elapsed.TotalSeconds), "images/s", "mean over the run"));
            tiles.Add(Tile("Peak memory", ReportNumbers.Memory(summary.PeakMemoryMiB), "", "of the process"));
        }
        else if (data.Progress is { } progress)
        {
            tiles.Add(Tile("Time left", ReportNumbers.Duration(progress.Remaining), "", $"{ReportNumbers.Duration(progress.Elapsed)} so far"));
            tiles.Add(Tile("Speed", ReportNumbers.Short(progress.ImagesPerSecond), "images/s", $"at {progress.Resolution} px"));
        }
        var on = data.Summary is { EvaluatedOn: { } images, Metrics.Count: > 0 }
            ? Markup.Of($"<p class=\"note\">Quality measured on {images}.</p>") : Markup.Empty;
        return Markup.Of($"<section class=\"summary\" aria-label=\"Main numbers\"><div class=\"tiles\">{Markup.Join(tiles)}</div>{on}</section>");
    }

    private static IEnumerable<Markup> Metrics(ReportData data)
    {
        if (data.Summary is { Metrics.Count: > 0 } summary)
        {
            foreach (var (name, value) in summary.Metrics)
            {
                yield return name.ToUpperInvariant() switch
                {
                    "PSNR" => Tile("PSNR", $"{value:0.00}", "dB", "higher is better"),
                    "SSIM" => Tile("SSIM", $"{value:0.000}", "", "1 is perfect"),
                    "LPIPS" => Tile("LPIPS", $"{value:0.000}", "", "lower is better"),
                    "RFID" => Tile("rFID", $"{value:0.00}", "", "lower is better"),
                    var other => Tile(other, ReportNumbers.Short(value), "", ""),
                };
            }
        }
        else if (data.Samples is { Items.Count: > 0 } samples)
        {
            var plural = samples.Items.Count == 1 ? "" : "s";
            yield return Tile("PSNR", $"{samples.Items.Average(item => item.Psnr):0.00}", "dB", $"of the {samples.Items.Count} sample{plural} below");
        }
    }

    private static Markup Tile(string name, string value, string unit, string note) => Markup.Of(
        $"<div class=\"tile\"><h2>{name}</h2><p class=\"value\">{value} <small>{unit}</small></p><p>{note}</p></div>\n");

    private static Markup Resource(string name)
    {
        using var stream = typeof(TrainingReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the library.");
        using var reader = new StreamReader(stream);
        return new Markup(reader.ReadToEnd());
    }
}
