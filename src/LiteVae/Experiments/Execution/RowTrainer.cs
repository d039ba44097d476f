using LiteVae.Diffusion.Training;
using LiteVae.Experiments.Plans;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Experiments.Execution;

/// <summary>Trains what a plan needs and is not there yet.</summary>
/// <param name="plan">The rows.</param>
/// <param name="options">Where runs lie, how many repetitions, on which device.</param>
/// <param name="observer">Follows every run.</param>
internal sealed class RowTrainer(ExperimentPlan plan, ReproductionOptions options, IReproductionObserver observer)
{
    private readonly RunFolders _folders = new(options.Output);
    private readonly Device _device = options.Device ?? CPU;
    private int _number;

    private int Count => plan.Rows.Count * options.Seeds * (plan.File.Diffuses ? 2 : 1);

    /// <summary>All repetitions of all rows, those of the first seed first.</summary>
    /// <exception cref="OperationCanceledException">The work was ended; every run can be resumed.</exception>
    public IReadOnlyList<FinishedRow> Run(CancellationToken cancellationToken)
    {
        List<FinishedRow> finished = [];
        for (var repetition = 0; repetition < options.Seeds; repetition++)
        {
            foreach (var row in plan.Rows)
            {
                var run = TrainAutoencoder(row, repetition, cancellationToken);
                finished.Add(new FinishedRow(row, repetition, run, row.Diffusion is null ? null : TrainDiffusion(row, repetition, run, cancellationToken)));
            }
        }
        return finished;
    }

    private RunFolder TrainAutoencoder(PlannedRow row, int repetition, CancellationToken cancellationToken)
    {
        var recipe = row.RecipeOf(repetition);
        var folder = _folders.Of($"{plan.File.Id}-{row.Row.Name}-seed{recipe.Seed}", recipe.ToYaml());
        var name = $"{row.Row.Caption}, seed {recipe.Seed}";
        if (IsThere(folder, name))
            return folder;
        cancellationToken.ThrowIfCancellationRequested();
        using var follower = observer.Training(folder, name, _number, Count);
        using var trainer = File.Exists(folder.Config)
            ? Trainer.Resume(recipe, folder, _device, follower)
            : Trainer.Start(recipe, folder, _device, follower);
        Require(trainer.Run(cancellationToken), cancellationToken);
        return folder;
    }

    private RunFolder TrainDiffusion(PlannedRow row, int repetition, RunFolder firstStage, CancellationToken cancellationToken)
    {
        var recipe = row.DiffusionOf(repetition, firstStage.Model);
        var folder = _folders.Of($"{plan.File.Id}-{row.Row.Name}-diffusion-seed{recipe.Seed}", recipe.ToYaml());
        var name = $"diffusion model on the latents of {row.Row.Caption}, seed {recipe.Seed}";
        if (IsThere(folder, name))
            return folder;
        cancellationToken.ThrowIfCancellationRequested();
        using var follower = observer.Training(folder, name, _number, Count);
        var trainer = File.Exists(folder.Config)
            ? DiffusionTrainer.Resume(folder, _device, follower, observer)
            : DiffusionTrainer.Start(recipe, folder, _device, follower, observer);
        Require(trainer.Run(cancellationToken), cancellationToken);
        return folder;
    }

    private bool IsThere(RunFolder folder, string name)
    {
        _number++;
        if (!RunFolders.IsFinished(folder))
            return false;
        observer.Found(folder, name, _number, Count);
        return true;
    }

    private static void Require(RunSummary summary, CancellationToken cancellationToken)
    {
        if (summary.Outcome == RunOutcome.Interrupted)
            throw new OperationCanceledException(cancellationToken);
    }
}
