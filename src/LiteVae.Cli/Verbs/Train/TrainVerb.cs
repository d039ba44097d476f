using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Distributed;
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
        var ranks = session.Ranks;
        var folder = new RunFolder(request.Resume ?? request.Output ?? ranks.BroadcastText(RunFolder.NewName(request.Recipe, DateTime.Now)));
        var recipe = ranks.FromFirst(() => Recipe(request, from, folder), read => read.ToYaml(), yaml => RecipeReader.Parse(yaml, request.Resume is null ? request.Recipe : folder.Config));
        var device = ranks.Together(() => request.Compute.Prepare(ranks));

        session.OnStopSay("finishing this step, then saving");
        using var observer = RunObservers.Create(session, folder);
        using var trainer = request.Resume is null
            ? Trainer.Start(recipe, folder, device, observer, ranks)
            : request.Steps is { } steps ? Trainer.Lengthen(folder, steps, device, observer, ranks)
            : Trainer.Resume(recipe, folder, device, observer, ranks);
        var summary = trainer.Run(session.CancellationToken);

        foreach (var skipped in trainer.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
        return RunOutcomeText.Tell(session.Terminal, summary, folder, request.Json);
    }

    private static Recipe Recipe(TrainingRequest request, string? from, RunFolder folder)
    {
        if (request.Resume is not { } run)
            return Adjust(RecipeReader.Read(request.Recipe, Settings(request, from)), request);
        return File.Exists(folder.Config) ? RecipeReader.Read(folder.Config) : throw new TrainingException($"{run}: there is no run to go on with (no config.yaml in it).");
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
