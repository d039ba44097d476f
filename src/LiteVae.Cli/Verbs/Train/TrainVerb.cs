using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Runs;
using LiteVae.Runs.Folders;
using LiteVae.Training;

namespace LiteVae.Cli.Verbs.Train;

/// <summary>Trains an autoencoder, or goes on with a run.</summary>
internal sealed class TrainVerb(Session session)
{
    /// <param name="request">What was asked for.</param>
    /// <param name="from">The model whose weights the run begins with, in the place of the recipe's model; null for the recipe's.</param>
    public int Run(TrainingRequest request, string? from)
    {
        var folder = new RunFolder(request.Resume ?? request.Output ?? RunFolder.NewName(request.Recipe, DateTime.Now));
        if (request.Resume is { } run && !File.Exists(folder.Config))
            throw new TrainingException($"{run}: there is no run to go on with (no config.yaml in it).");
        var recipe = request.Resume is null ? Adjust(RecipeReader.Read(request.Recipe, Settings(request, from)), request) : RecipeReader.Read(folder.Config);
        var device = request.Compute.Prepare();

        session.OnStopSay("finishing this step, then saving");
        using var observer = RunObservers.Create(session.Terminal, folder);
        using var trainer = request.Resume is null
            ? Trainer.Start(recipe, folder, device, observer)
            : request.Steps is { } steps ? Trainer.Lengthen(folder, steps, device, observer)
            : Trainer.Resume(recipe, folder, device, observer);
        var summary = trainer.Run(session.CancellationToken);

        foreach (var skipped in trainer.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
        return RunOutcomeText.Tell(session.Terminal, summary, folder, request.Json);
    }

    // A text in JSON is one in YAML too.
    private static IReadOnlyList<string> Settings(TrainingRequest request, string? from) => from is null
        ? request.Settings
        : [$"model={{from: {JsonValue.Create(from).ToJsonString()}}}", .. request.Settings];

    private static Recipe Adjust(Recipe recipe, TrainingRequest request)
    {
        if (request.Steps is { } steps)
            recipe = recipe.WithSteps(steps);
        if (request.Seed is { } seed)
            recipe = recipe with { Seed = seed };
        if (request.Data is { } data) // whole, so that the run can be resumed from elsewhere
            recipe = recipe with { Data = recipe.Data with { Path = ImageSources.Absolute(data) } };
        return recipe;
    }
}
