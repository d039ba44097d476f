using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Diffusion.Recipes;
using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Ranks;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.Training;

/// <summary>Trains a diffusion model by a recipe, in a run folder: first its first stage where none is given, then the latents, then the denoiser.</summary>
public sealed class DiffusionTrainer
{
    private readonly DiffusionRecipe _recipe;
    private readonly RunFolder _folder;
    private readonly Device _device;
    private readonly ITrainingObserver _observer;
    private readonly DiffusionPreparation _preparation;
    private readonly bool _isLengthened;
    private readonly RankGroup _ranks;

    private DiffusionTrainer(DiffusionRecipe recipe, RunFolder folder, Device device, ITrainingObserver observer, IPreparationObserver preparation, ICommunicator? communicator, bool isLengthened = false)
    {
        _ranks = RankGroup.Of(communicator);
        (_recipe, _folder, _device, _observer, _isLengthened) = (recipe, folder, device, observer, isLengthened);
        _preparation = new DiffusionPreparation(recipe, folder, device, _ranks.IsFirst ? preparation : NoPreparationObserver.Instance, _ranks);
    }

    /// <summary>Begins a run in a folder that holds none.</summary>
    /// <param name="recipe">What is trained, and how.</param>
    /// <param name="folder">The run folder; created.</param>
    /// <param name="device">Where networks are trained.</param>
    /// <param name="observer">Follows the denoiser's training; not owned.</param>
    /// <param name="preparation">Follows what comes before.</param>
    /// <param name="communicator">The ranks that train together, which all call this alike and see the same file system; null: this process alone. Rank 0 prepares, writes and tells the observers.</param>
    /// <exception cref="TrainingException">The folder holds a run already, is in use, or cannot be written to.</exception>
    /// <exception cref="ConfigException">The recipe contradicts itself or the data.</exception>
    /// <exception cref="DatasetException">The images cannot be read.</exception>
    /// <exception cref="CheckpointException">The first stage cannot be read, or did not encode the latents.</exception>
    public static DiffusionTrainer Start(
        DiffusionRecipe recipe, RunFolder folder, Device device, ITrainingObserver observer, IPreparationObserver preparation, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(folder);
        var trainer = new DiffusionTrainer(recipe, folder, device, observer, preparation, communicator);
        trainer._ranks.Communicator.Together(() =>
        {
            if (!trainer._ranks.IsFirst)
                return;
            folder.RefuseRun();
            trainer._preparation.Check();
            using (RunLock.Acquire(folder))
                folder.CreateNew(recipe.ToYaml());
        });
        return trainer;
    }

    /// <summary>Goes on with a run from where it is.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="device">Where networks are trained.</param>
    /// <param name="observer">Follows the denoiser's training; not owned.</param>
    /// <param name="preparation">Follows what comes before.</param>
    /// <param name="communicator">The ranks that train together, which all call this alike and see the same file system; null: this process alone. Rank 0 prepares, writes and tells the observers.</param>
    /// <exception cref="TrainingException">The folder holds no run.</exception>
    /// <exception cref="ConfigException">It holds a run of another kind.</exception>
    public static DiffusionTrainer Resume(RunFolder folder, Device device, ITrainingObserver observer, IPreparationObserver preparation, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var recipe = ReadOnRanks(folder, communicator, read => read);
        return new DiffusionTrainer(recipe, folder, device, observer, preparation, communicator);
    }

    /// <summary>Goes on with a run, finished or not, to another number of steps in all.</summary>
    /// <remarks>Where the learning rate does not depend on the run's length, the result is that of a run that had this length from its start, to the bit.</remarks>
    /// <param name="folder">The run folder, whose <c>config.yaml</c> is written anew.</param>
    /// <param name="steps">Steps in all, no fewer than the run has.</param>
    /// <param name="device">Where networks are trained.</param>
    /// <param name="observer">Follows the denoiser's training; not owned.</param>
    /// <param name="preparation">Follows what comes before.</param>
    /// <param name="communicator">The ranks that train together, which all call this alike and see the same file system; null: this process alone. Rank 0 prepares, writes and tells the observers.</param>
    /// <exception cref="TrainingException">The folder holds no run.</exception>
    /// <exception cref="ConfigException">It holds a run of another kind, or one of more steps.</exception>
    public static DiffusionTrainer Lengthen(RunFolder folder, long steps, Device device, ITrainingObserver observer, IPreparationObserver preparation, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var recipe = ReadOnRanks(folder, communicator, read =>
        {
            folder.RefuseShorter(read.Train.Steps, steps);
            return read.WithSteps(steps);
        });
        return new DiffusionTrainer(recipe, folder, device, observer, preparation, communicator, isLengthened: true);
    }

    /// <summary>Prepares what is not yet prepared, trains to the end or until asked to stop, and writes the model.</summary>
    /// <param name="cancellationToken">Ends the run as soon as what is done is saved; it can be resumed.</param>
    /// <exception cref="TrainingException">The folder is in use, the loss is not finite, or a file cannot be written; the last checkpoint stays.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    /// <exception cref="CheckpointException">A file of the run is damaged.</exception>
    public RunSummary Run(CancellationToken cancellationToken = default)
    {
        try
        {
            if (!_ranks.IsAlone)
                PrepareTogether(cancellationToken);
            using var run = TrainingRun.Resume(_folder, () => Open(cancellationToken), _observer, _ranks, _isLengthened ? _recipe.ToYaml() : null);
            return run.Run(cancellationToken);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested || RankFailures.IsKnownToAll(e))
        {
            return Unbegun();
        }
    }

    // Ranks meet in what they prepare, and cannot do so while rank 0 alone opens the run.
    private void PrepareTogether(CancellationToken cancellationToken)
    {
        RunLock? held = null;
        try
        {
            _ranks.Communicator.Together(() => held = _ranks.IsFirst ? RunLock.Acquire(_folder) : null);
            _preparation.Prepare(cancellationToken);
        }
        finally
        {
            held?.Dispose();
        }
    }

    private RunSummary Unbegun() => new()
    {
        Outcome = RunOutcome.Interrupted,
        Message = $"Stopped before the first step of the denoiser. Go on with: litevae diffusion train --resume {_folder.Root}",
        Step = 0,
        Images = 0,
        Elapsed = TimeSpan.Zero,
        PeakMemoryMiB = Runtime.ProcessMemory.PeakMiB,
    };

    // The run's recipe, which rank 0 reads for all.
    private static DiffusionRecipe ReadOnRanks(RunFolder folder, ICommunicator? communicator, Func<DiffusionRecipe, DiffusionRecipe> change) =>
        (communicator ?? SingleRank.Instance).FromFirst(
            () =>
            {
                folder.RequireRun();
                return change(DiffusionRecipeReader.Read(folder.Config));
            },
            recipe => recipe.ToYaml(), yaml => DiffusionRecipeReader.Parse(yaml, folder.Config));

    private DiffusionTask Open(CancellationToken cancellationToken)
    {
        if (_ranks.IsAlone)
            _preparation.Prepare(cancellationToken);
        var (latents, firstStage) = _preparation.Open();
        try
        {
            return new DiffusionTask(_recipe, latents, firstStage, _device, _ranks);
        }
        catch
        {
            latents.Dispose();
            firstStage.Dispose();
            throw;
        }
    }
}
