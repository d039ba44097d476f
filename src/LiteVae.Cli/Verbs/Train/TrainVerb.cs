using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Observers.TensorBoard;
using LiteVae.Runs.Report;
using LiteVae.Training;

namespace LiteVae.Cli.Verbs.Train;

internal sealed record TrainRequest
{
    public required string Recipe { get; init; }

    public string? Data { get; init; }

    public string? Output { get; init; }

    public string? Resume { get; init; }

    public long? Seed { get; init; }

    public required IReadOnlyList<string> Settings { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}

/// <summary>Trains an autoencoder, or goes on with a run.</summary>
internal sealed class TrainVerb(Session session)
{
    public int Run(TrainRequest request)
    {
        var folder = new RunFolder(request.Resume ?? request.Output ?? RunFolder.NewName(request.Recipe, DateTime.Now));
        if (request.Resume is { } run && !File.Exists(folder.Config))
            throw new TrainingException($"{run}: there is no run to go on with (no config.yaml in it).");
        var recipe = request.Resume is null ? Adjust(RecipeReader.Read(request.Recipe, request.Settings), request) : RecipeReader.Read(folder.Config);
        var device = request.Compute.Prepare();

        session.OnStopSay("finishing this step, then saving");
        using var observer = new CompositeObserver(
            new JsonLinesObserver(folder.Metrics),
            new TensorBoardObserver(folder.Root),
            new SampleObserver(folder.Samples),
            new ReportObserver(folder.Report),
            new ConsoleObserver(session.Terminal));
        using var trainer = request.Resume is null
            ? Trainer.Start(recipe, folder, device, observer)
            : Trainer.Resume(recipe, folder, device, observer);
        var summary = trainer.Run(session.CancellationToken);

        foreach (var skipped in trainer.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
        if (request.Json)
            session.Terminal.Result(ToJson(summary, folder));
        else
            Print(summary, folder);
        return summary.Outcome == RunOutcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static Recipe Adjust(Recipe recipe, TrainRequest request)
    {
        if (request.Seed is { } seed)
            recipe = recipe with { Seed = seed };
        if (request.Data is { } data) // whole, so that the run can be resumed from elsewhere
            recipe = recipe with { Data = recipe.Data with { Path = data == ImageSources.Procedural ? data : Path.GetFullPath(data) } };
        return recipe;
    }

    private void Print(RunSummary summary, RunFolder folder)
    {
        var terminal = session.Terminal;
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
