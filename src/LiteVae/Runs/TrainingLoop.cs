using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Schedule;
using static TorchSharp.torch;

namespace LiteVae.Runs;

/// <summary>The loop that every training goes through.</summary>
internal sealed class TrainingLoop
{
    private readonly ITrainingTask _task;
    private readonly RunSettings _settings;
    private readonly RunSchedule _schedule;
    private readonly ITrainingObserver _observer;
    private readonly CheckpointStore? _checkpoints;
    private readonly IGradientReduction _reduction;
    private readonly RunClock _clock;

    /// <param name="task">What is trained; not owned.</param>
    /// <param name="state">Where the training begins.</param>
    /// <param name="observer">Follows the training; not owned.</param>
    /// <param name="checkpoints">Where checkpoints go; null for none.</param>
    /// <param name="reduction">Combines the gradients of several processes.</param>
    public TrainingLoop(
        ITrainingTask task, RunState state, ITrainingObserver observer, CheckpointStore? checkpoints, IGradientReduction reduction)
    {
        (_task, _settings, _schedule) = (task, task.Settings, new RunSchedule(task.Settings.Phases));
        (_observer, _checkpoints, _reduction) = (observer, checkpoints, reduction);
        (State, _clock) = (state, new RunClock(_schedule, state));
    }

    /// <summary>Where the training is.</summary>
    public RunState State { get; private set; }

    /// <summary>Whether all steps are done.</summary>
    public bool IsComplete => State.Step >= _schedule.TotalSteps;

    /// <summary>Training time, over all processes of the run.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>The last samples that this process drew.</summary>
    public SampleSheet? LastSheet { get; private set; }

    /// <summary>Trains until all steps are done or until asked to stop, and then ends after the present step.</summary>
    /// <exception cref="NonFiniteLossException">Too many steps in a row had gradients that are not finite.</exception>
    public void Run(IBatchLoader batches, CancellationToken cancellationToken)
    {
        while (!IsComplete && !cancellationToken.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            using var scalars = new StepScalars(_settings.Accumulate);
            var batch = batches.Next();
            var step = new StepContext(State.Step, StepSeed.Of(_settings.Seed, State.Images), scalars, IsLogged: IsDue(_settings.LogEvery, State.Step + 1));
            ParameterGroup[] groups = [.. _task.Groups.Where(group => group.TrainsAt(step.StepsDone))];

            foreach (var group in _task.Groups)
                group.ClearGradients();
            _task.ComputeGradients(batch, step);
            foreach (var group in groups)
                _reduction.Reduce(group.Gradients);
            var finite = groups.All(group => group.ClipGradients()); // a gradient that is not finite leaves all weights as they are
            foreach (var group in finite ? groups : [])
                group.Update(step.StepsDone); // the optimizer, then the moving average

            State = State.After(_schedule.ImagesAfter(State.Step + 1), updated: finite);
            if (State.SkippedInARow > _settings.MaxSkippedSteps)
                throw new NonFiniteLossException(State, scalars.Read(), _task.Groups[0].GradientNorm ?? double.NaN);

            var progress = _clock.Tick(State);
            _observer.StepCompleted(progress);
            if (IsDue(_settings.LogEvery, State.Step))
                _observer.Logged(Log(scalars, progress));
            if (IsDue(_settings.SampleEvery, State.Step) || IsComplete)
                Sample();
            if (IsDue(_settings.CheckpointEvery, State.Step) || IsComplete)
                Save();
        }
    }

    /// <summary>Shows the task's samples through the present weights to the observers.</summary>
    public void Sample()
    {
        if (_task.Sample(State) is not { } sheet)
            return;
        LastSheet = sheet;
        var figures = new Dictionary<string, double>(sheet.Figures);
        if (sheet is { Headline: { } headline, Score: { } score })
        {
            State = State with { Score = score };
            figures[$"eval/{headline.Name}"] = score;
        }
        if (figures.Count > 0)
            _observer.Logged(new LogEntry(State.Step, State.Images, figures));
        _observer.Sampled(sheet);
    }

    /// <summary>Writes a checkpoint, where there is a place for it.</summary>
    public void Save()
    {
        State = State with { Elapsed = _clock.Elapsed };
        _checkpoints?.Save(State, _task.Groups);
    }

    private static bool IsDue(int every, long step) => step % every == 0;

    private LogEntry Log(StepScalars scalars, StepInfo progress)
    {
        var values = scalars.Read();
        foreach (var group in _task.Groups.Reverse().Where(group => group.GradientNorm is not null))
            values[$"{group.Prefix}gradient_norm"] = group.GradientNorm!.Value;
        values["learning_rate"] = _task.Groups[0].LearningRateAt(State.Step - 1);
        foreach (var (name, value) in progress.Phase.Figures)
            values[name] = value;
        values["images_per_second"] = progress.ImagesPerSecond;
        values["skipped_steps"] = State.Skipped;
        return new LogEntry(State.Step, State.Images, values);
    }
}
