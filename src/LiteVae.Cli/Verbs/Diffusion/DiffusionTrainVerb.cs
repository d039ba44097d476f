using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Diffusion.Recipes;
using LiteVae.Diffusion.Training;
using LiteVae.Distributed;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>Trains a diffusion model, or goes on with a run.</summary>
internal sealed class DiffusionTrainVerb(Session session)
{
    /// <param name="request">What was asked for.</param>
    /// <param name="firstStage">The first stage in the place of the recipe's; null where none was given.</param>
    public int Run(TrainingRequest request, string? firstStage)
    {
        var ranks = session.Ranks;
        var folder = new RunFolder(request.Resume ?? request.Output ?? ranks.BroadcastText(RunFolder.NewName(request.Recipe, DateTime.Now)));
        var recipe = request.Resume is not null ? null : ranks.FromFirst(
            () => Adjust(DiffusionRecipeReader.Read(request.Recipe, request.Settings), request, firstStage), read => read.ToYaml(), yaml => DiffusionRecipeReader.Parse(yaml, request.Recipe));
        var device = ranks.Together(() => request.Compute.Prepare(ranks));

        session.OnStopSay("finishing this step, then saving");
        using var observer = RunObservers.Create(session, folder);
        using var preparation = new Preparation(session);
        var trainer = recipe is null
            ? request.Steps is { } steps
                ? DiffusionTrainer.Lengthen(folder, steps, device, observer, preparation, ranks)
                : DiffusionTrainer.Resume(folder, device, observer, preparation, ranks)
            : DiffusionTrainer.Start(recipe, folder, device, observer, preparation, ranks);
        return RunOutcomeText.Tell(session.Terminal, trainer.Run(session.CancellationToken), folder, request.Json);
    }

    private static DiffusionRecipe Adjust(DiffusionRecipe recipe, TrainingRequest request, string? firstStage)
    {
        if (request.Steps is { } steps)
            recipe = recipe.WithSteps(steps);
        if (request.Seed is { } seed)
            recipe = recipe with { Seed = seed };
        if (request.Data is { } data) // whole, so that the run can be resumed from elsewhere
            recipe = recipe with { Data = recipe.Data with { Path = ImageSources.Absolute(data) } };
        if (firstStage is not null) // the name of a shipped model stays one
            recipe = recipe with { FirstStage = recipe.FirstStage with { Model = Path.Exists(firstStage) ? Path.GetFullPath(firstStage) : firstStage } };
        return recipe;
    }

    /// <summary>Shows what comes before the training of the denoiser.</summary>
    private sealed class Preparation(Session session) : IPreparationObserver, IDisposable
    {
        private IProgressDisplay? _display;
        private Estimate? _estimate;
        private bool _isEncoded;

        public ITrainingObserver FirstStageTraining(RunFolder run, string recipe)
        {
            session.Terminal.Message($"No first stage was given: first, an autoencoder is trained by the recipe {recipe}. --first-stage MODEL takes one that you have.");
            return RunObservers.Create(session, run);
        }

        public void Encoding(long done, long total)
        {
            if (_estimate is null)
                session.Terminal.Message($"Encoding {total} images, as they are and mirrored");
            _estimate ??= new Estimate(before: done);
            if (_isEncoded)
                return;
            _display ??= session.Terminal.StartProgress(total);
            _display.Report(done, _estimate.Describe(done, total));
            _isEncoded = done == total;
            if (_isEncoded)
                Dispose();
        }

        public void Skipped(string name, string reason) => session.Terminal.Warning($"skipped {name}: {reason}");

        public void Dispose()
        {
            _display?.Dispose();
            _display = null;
        }
    }
}
