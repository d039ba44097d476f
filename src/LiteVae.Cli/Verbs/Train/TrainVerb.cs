using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Runs;
using LiteVae.Runs.Folders;
using LiteVae.Training;

namespace LiteVae.Cli.Verbs.Train;

/// <summary>Trains an autoencoder, or goes on with a run.</summary>
internal sealed class TrainVerb(Session session)
{
    public int Run(TrainingRequest request)
    {
        var folder = new RunFolder(request.Resume ?? request.Output ?? RunFolder.NewName(request.Recipe, DateTime.Now));
        if (request.Resume is { } run && !File.Exists(folder.Config))
            throw new TrainingException($"{run}: there is no run to go on with (no config.yaml in it).");
        var recipe = request.Resume is null ? Adjust(RecipeReader.Read(request.Recipe, request.Settings), request) : RecipeReader.Read(folder.Config);
        var device = request.Compute.Prepare();

        session.OnStopSay("finishing this step, then saving");
        using var observer = RunObservers.Create(session.Terminal, folder);
        using var trainer = request.Resume is null
            ? Trainer.Start(recipe, folder, device, observer)
            : Trainer.Resume(recipe, folder, device, observer);
        var summary = trainer.Run(session.CancellationToken);

        foreach (var skipped in trainer.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
        return RunOutcomeText.Tell(session.Terminal, summary, folder, request.Json);
    }

    private static Recipe Adjust(Recipe recipe, TrainingRequest request)
    {
        if (request.Seed is { } seed)
            recipe = recipe with { Seed = seed };
        if (request.Data is { } data) // whole, so that the run can be resumed from elsewhere
            recipe = recipe with { Data = recipe.Data with { Path = data == ImageSources.Procedural ? data : Path.GetFullPath(data) } };
        return recipe;
    }
}
