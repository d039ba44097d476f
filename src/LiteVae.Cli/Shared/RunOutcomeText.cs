using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;

namespace LiteVae.Cli.Shared;

/// <summary>Tells how a run ended, in words or as JSON, and the exit code that goes with it.</summary>
internal static class RunOutcomeText
{
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static int Tell(Terminal terminal, RunSummary summary, RunFolder folder, bool json)
    {
        if (json)
            terminal.Result(ToJson(summary, folder));
        else
            Print(terminal, summary, folder);
        return summary.Outcome == RunOutcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static void Print(Terminal terminal, RunSummary summary, RunFolder folder)
    {
        if (summary.Outcome == RunOutcome.Interrupted)
        {
            terminal.Message(summary.Message ?? "interrupted");
            return;
        }
        terminal.Result($"Trained {summary.Step} steps, {summary.Images} images, in {Estimate.Duration(summary.Elapsed)}.");
        if (summary.Metrics.Count > 0)
            terminal.Result($"{string.Join(", ", summary.Metrics.Select(Metric))} on {summary.EvaluatedOn}");
        terminal.Result($"model:  {summary.ModelPath}");
        terminal.Result($"report: {folder.Report}");
    }

    private static string Metric(KeyValuePair<string, double> metric) => metric.Key switch
    {
        "psnr" => $"PSNR {metric.Value:0.00} dB",
        "ssim" => $"SSIM {metric.Value:0.0000}",
        _ => $"{metric.Key} {metric.Value:G5}",
    };

    private static JsonObject ToJson(RunSummary summary, RunFolder folder) => new()
    {
        ["run"] = folder.Root,
        ["model"] = summary.ModelPath,
        ["report"] = folder.Report,
        ["outcome"] = summary.Outcome == RunOutcome.Interrupted ? "interrupted" : "finished",
        ["steps"] = summary.Step,
        ["images"] = summary.Images,
        ["metrics"] = NumberWords.ToJson(summary.Metrics),
    };
}
