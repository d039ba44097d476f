using LiteVae.Codec.Models.Files;
using LiteVae.Distributed;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Ranks;
using LiteVae.Runs.Schedule;
using LiteVae.Runtime;

namespace LiteVae.Runs;

/// <summary>A training in a run folder, from its start or its last checkpoint to its model, its report and its end.</summary>
/// <remarks>Owns the task. Of several ranks, the first holds the folder's lock, reads and writes its files, and has observers.</remarks>
internal sealed class TrainingRun : IDisposable
{
    private readonly RunFolder _folder;
    private readonly RunLock? _lock;
    private readonly ITrainingTask _task;
    private readonly ITrainingObserver _observer;
    private readonly RankGroup _ranks;
    private readonly CheckpointStore _checkpoints;
    private readonly List<string> _notices;
    private RunState _state = RunState.Start;

    private TrainingRun(RunFolder folder, RunLock? held, ITrainingTask task, ITrainingObserver observer, RankGroup ranks)
    {
        (_folder, _lock, _task, _observer, _ranks) = (folder, held, task, ranks.IsFirst ? observer : NoObserver.Instance, ranks);
        _checkpoints = new CheckpointStore(folder.Checkpoints, task.Settings.KeepCheckpoints, task.Headline);
        _notices = [.. held?.Notices ?? []];
    }

    /// <summary>Begins a run in a folder that holds none.</summary>
    /// <param name="folder">The run folder; created.</param>
    /// <param name="configYaml">What determines the run, for its <c>config.yaml</c>.</param>
    /// <param name="open">Makes the task. If it throws, no folder is created.</param>
    /// <param name="observer">Follows the run; not owned.</param>
    /// <param name="ranks">Those that train together; null: this process alone.</param>
    /// <exception cref="TrainingException">The folder holds a run already, is in use, or cannot be written to.</exception>
    public static TrainingRun Start(
        RunFolder folder, string configYaml, Func<ITrainingTask> open, ITrainingObserver observer, RankGroup? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(observer);
        ranks ??= RankGroup.Alone;
        var task = ranks.Communicator.FirstThenOthers(() =>
        {
            if (ranks.IsFirst)
                folder.RefuseRun();
            return open();
        });
        RunLock? held = null;
        try
        {
            ranks.Communicator.Together(() =>
            {
                if (!ranks.IsFirst)
                    return;
                held = RunLock.Acquire(folder);
                folder.CreateNew(configYaml);
            });
            return new TrainingRun(folder, held, task, observer, ranks);
        }
        catch
        {
            held?.Dispose();
            task.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a run from its latest whole checkpoint, or from its beginning where there is none yet.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="open">Makes the task as it was at the beginning of the run.</param>
    /// <param name="observer">Follows the run; not owned.</param>
    /// <param name="ranks">Those that train together; null: this process alone.</param>
    /// <param name="configYaml">What determines the run from now on, where it is to be lengthened; null where config.yaml stays.</param>
    /// <exception cref="TrainingException">The folder holds no run, or is in use.</exception>
    /// <exception cref="CheckpointException">All checkpoints are damaged, or they belong to other networks.</exception>
    public static TrainingRun Resume(
        RunFolder folder, Func<ITrainingTask> open, ITrainingObserver observer, RankGroup? ranks = null, string? configYaml = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(observer);
        ranks ??= RankGroup.Alone;
        return ranks.Communicator.FirstThenOthers(() => ranks.IsFirst ? ResumeFirst(folder, open, observer, ranks, configYaml)
            : new TrainingRun(folder, held: null, open(), observer, ranks)); // whose weights are replaced by those of rank 0 before the first step
    }


    private static TrainingRun ResumeFirst(RunFolder folder, Func<ITrainingTask> open, ITrainingObserver observer, RankGroup ranks, string? configYaml)
    {
        folder.RequireRun();
        var held = RunLock.Acquire(folder);
        ITrainingTask? task = null;
        try
        {
            task = open();
            folder.CreateSubfolders();
            var run = new TrainingRun(folder, held, task, observer, ranks);
            run.Restore();
            if (configYaml is not null)
                folder.ReplaceConfig(configYaml);
            return run;
        }
        catch
        {
            task?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end of the schedule, or until asked to stop; at the end, the model is written and measured.</summary>
    /// <param name="cancellationToken">Ends the run after the present step, with a checkpoint from which it can be resumed.</param>
    /// <exception cref="TrainingException">The loss is not finite, or a file cannot be written; the last checkpoint stays.</exception>
    public RunSummary Run(CancellationToken cancellationToken = default)
    {
        _state = _ranks.Broadcast(_state, _task.Groups);
        var loop = new TrainingLoop(_task, _state, _observer, _ranks.IsFirst ? _checkpoints : null, _ranks);
        try
        {
            using (var batches = _ranks.Communicator.Together(() => Begin(loop)))
                loop.Run(batches, cancellationToken);
            return _ranks.Communicator.Together(() => !_ranks.IsFirst ? Summary(loop, loop.IsComplete ? RunOutcome.Finished : RunOutcome.Interrupted)
                : loop.IsComplete ? Finish(loop, cancellationToken) : Interrupt(loop));
        }
        catch (Exception e) when (!_ranks.IsFirst)
        {
            if (e is NonFiniteLossException) // which rank 0 tells the user
                throw RankFailures.AsKnownAs(new TrainingException(e.Message, e), e);
            throw;
        }
        catch (Exception e)
        {
            var message = Fail(loop, e);
            if (e is NonFiniteLossException or IOException or UnauthorizedAccessException or CheckpointException or CommunicationException)
                throw RankFailures.AsKnownAs(new TrainingException(message, e), e);
            throw; // an exception that nobody foresaw keeps its type and its trace
        }
        finally
        {
            _state = loop.State;
        }
    }

    private IBatchLoader Begin(TrainingLoop loop)
    {
        if (_ranks.IsFirst)
        {
            _observer.RunStarted(Describe());
            if (_state.Step == 0 && _task.Settings.KeepsBeginning && _checkpoints.LatestStep is null)
                loop.Save();
            if (_state.Step == 0)
                loop.Sample(); // the untrained weights, as the beginning of what the samples show
        }
        return _task.OpenLoader(_state.Images);
    }

    private void Restore()
    {
        if (_checkpoints.LoadLatest(_task.Groups, new RunSchedule(_task.Settings.Phases)) is not { } latest)
            return;
        _state = latest.State;
        _notices.AddRange(latest.Notices);
    }

    private RunInfo Describe()
    {
        var schedule = new RunSchedule(_task.Settings.Phases);
        return _task.Describe() with
        {
            Folder = _folder.Root,
            Phases = schedule.Phases,
            TotalSteps = schedule.TotalSteps,
            TotalImages = schedule.TotalImages,
            ResumedAtStep = _state.Step,
            Hardware = _task.Device.type == TorchSharp.DeviceType.CPU ? Hardware.Processor : $"{_task.Device}",
            Threads = TorchRuntime.Threads,
            Ranks = _ranks.Communicator.Size,
            Notices = _notices,
        };
    }

    private RunSummary Interrupt(TrainingLoop loop)
    {
        loop.Save();
        var total = new RunSchedule(_task.Settings.Phases).TotalSteps;
        return End(Summary(loop, RunOutcome.Interrupted) with
        {
            Message = $"Stopped after step {loop.State.Step} of {total}. Go on with: {_task.Settings.ResumeCommand} {_folder.Root}",
        });
    }

    private RunSummary Finish(TrainingLoop loop, CancellationToken cancellationToken)
    {
        var result = _task.Complete(_folder, cancellationToken);
        return End(Summary(loop, RunOutcome.Finished) with
        {
            Metrics = result.Metrics,
            Baselines = result.Baselines,
            EvaluatedOn = result.EvaluatedOn,
            ModelPath = result.ModelPath,
            Samples = loop.LastSheet ?? _task.Sample(loop.State), // a run resumed after its last step has drawn none yet
        });
    }

    // The report ends as failed whatever the failure is.
    private string Fail(TrainingLoop loop, Exception cause)
    {
        var kept = _checkpoints.LatestStep is { } step
            ? $"The checkpoint of step {step} is kept: {_task.Settings.ResumeCommand} {_folder.Root}"
            : "No checkpoint had been written yet.";
        var message = $"{cause.Message.Split('\n')[0].TrimEnd('.', '\r')}. {kept}";
        try
        {
            _observer.RunEnded(Summary(loop, RunOutcome.Failed) with { Message = message });
        }
        catch (Exception)
        {
            // The disk that failed the run may fail its report too: the first cause is what the user is told.
        }
        return message;
    }

    private RunSummary End(RunSummary summary)
    {
        _observer.RunEnded(summary);
        return summary;
    }

    private static RunSummary Summary(TrainingLoop loop, RunOutcome outcome) => new()
    {
        Outcome = outcome,
        Step = loop.State.Step,
        Images = loop.State.Images,
        Elapsed = loop.Elapsed,
        PeakMemoryMiB = ProcessMemory.PeakMiB,
    };

    /// <summary>Frees the task and releases the folder.</summary>
    public void Dispose()
    {
        try
        {
            _task.Dispose();
        }
        finally
        {
            _lock?.Dispose();
        }
    }
}
