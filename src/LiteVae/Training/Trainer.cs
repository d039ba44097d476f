using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Ranks;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>Trains an autoencoder by a recipe, in a run folder, watched by observers. Owns its tensors and data.</summary>
/// <remarks>The run folder is locked from here to the end of this object's life.</remarks>
public sealed class Trainer : IDisposable
{
    private readonly AutoencoderTask _task;
    private readonly TrainingRun _run;

    private readonly RankGroup _ranks;

    private Trainer(AutoencoderTask task, TrainingRun run, RankGroup ranks) => (_task, _run, _ranks) = (task, run, ranks);

    /// <summary>Files that could not be read so far, by this rank; at rank 0, once the run has ended, by all.</summary>
    public SkippedImages Skipped => _task.Skipped;

    /// <summary>Begins a run in a folder that holds none.</summary>
    /// <exception cref="TrainingException">The folder holds a run already, is in use, or cannot be written to.</exception>
    /// <exception cref="DatasetException">The data cannot be read.</exception>
    /// <exception cref="ConfigException">A batch cannot be divided evenly among the ranks.</exception>
    /// <param name="recipe">What is trained, and how. Its batches are those of all ranks together; each accumulates over as many parts as it says.</param>
    /// <param name="folder">The run folder; created.</param>
    /// <param name="device">Where networks compute.</param>
    /// <param name="observer">Follows the run; not owned.</param>
    /// <param name="communicator">The ranks that train together, each of which calls this with the same recipe; null: this process alone. Rank 0 alone uses the folder and the observer.</param>
    public static Trainer Start(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var ranks = RankGroup.Of(communicator);
        return Open(recipe, device, ranks, open => TrainingRun.Start(folder, recipe.ToYaml(), open, observer, ranks));
    }

    /// <summary>Goes on with a run from its latest whole checkpoint, or from its beginning where there is none yet.</summary>
    /// <exception cref="TrainingException">The folder holds no run, or is in use by another process.</exception>
    /// <exception cref="CheckpointException">All checkpoints are damaged, or they belong to other networks.</exception>
    /// <exception cref="ConfigException">A batch cannot be divided evenly among the ranks.</exception>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="device">Where networks compute.</param>
    /// <param name="observer">Follows the run; not owned.</param>
    /// <param name="communicator">The ranks that train together, each of which calls this with the same recipe; null: this process alone. Rank 0 alone uses the folder and the observer.</param>
    public static Trainer Resume(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(folder);
        return GoOn(recipe, folder, device, observer, communicator);
    }

    /// <summary>Goes on with a run, finished or not, to another number of steps: the last phase then has that many in all.</summary>
    /// <remarks>Where the learning rate does not depend on the run's length (<see cref="Runs.Optimization.LearningRateDecay.None"/>), the result is that of a run that had this length from its start, to the bit.</remarks>
    /// <param name="folder">The run folder, whose <c>config.yaml</c> is written anew.</param>
    /// <param name="steps">Steps of the last phase, no fewer than it has.</param>
    /// <param name="device">Where networks compute.</param>
    /// <param name="observer">Follows the run; not owned.</param>
    /// <param name="communicator">The ranks that train together, each of which calls this with the same recipe; null: this process alone. Rank 0 alone uses the folder and the observer.</param>
    /// <exception cref="TrainingException">The folder holds no run, or is in use by another process.</exception>
    /// <exception cref="ConfigException">The last phase has more steps already.</exception>
    /// <exception cref="CheckpointException">All checkpoints are damaged, or they belong to other networks.</exception>
    public static Trainer Lengthen(RunFolder folder, long steps, Device device, ITrainingObserver observer, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var longer = (communicator ?? SingleRank.Instance).FromFirst(() => Longer(folder, steps), recipe => recipe.ToYaml(), yaml => RecipeReader.Parse(yaml, folder.Config));
        return GoOn(longer, folder, device, observer, communicator, longer.ToYaml());
    }

    /// <summary>Trains to the end of the schedule, or until asked to stop; then evaluates and writes the model.</summary>
    /// <param name="cancellationToken">Ends the run after the present step, with a checkpoint from which it can be resumed.</param>
    /// <exception cref="TrainingException">The loss is not finite, or a file cannot be written; the last checkpoint stays.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    public RunSummary Run(CancellationToken cancellationToken = default)
    {
        var summary = _run.Run(cancellationToken);
        foreach (var skipped in SkippedOnRanks.OfOthers(Skipped.Named, _ranks.Communicator))
            Skipped.Add(skipped.Path, skipped.Reason);
        return summary;
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    private static Trainer GoOn(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer, ICommunicator? communicator, string? configYaml = null)
    {
        var ranks = RankGroup.Of(communicator);
        return Open(recipe, device, ranks, open => TrainingRun.Resume(folder, open, observer, ranks, configYaml), () => !HasCheckpoint(folder));
    }

    private static Recipe Longer(RunFolder folder, long steps)
    {
        folder.RequireRun();
        var recipe = RecipeReader.Read(folder.Config);
        folder.RefuseShorter(recipe.Train.Phases[^1].Steps, steps);
        return recipe.WithSteps(steps);
    }

    private static bool HasCheckpoint(RunFolder folder) => new CheckpointStore(folder.Checkpoints, keep: 0, headline: null).LatestStep is not null;

    private static Trainer Open(Recipe recipe, Device device, RankGroup ranks, Func<Func<ITrainingTask>, TrainingRun> open, Func<bool>? begins = null)
    {
        AutoencoderTask? task = null;
        var run = open(() => task = new AutoencoderTask(recipe, device, begins?.Invoke() ?? true, ranks));
        return new Trainer(task!, run, ranks);
    }
}
