using System.Diagnostics;
using LiteVae.Distributed;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runs.Schedule;
using static TorchSharp.torch;

namespace LiteVae.Runs;

/// <summary>The loop that every training goes through.</summary>
internal sealed class TrainingLoop
{
    // Ranks that have drifted apart go on training something that is no model; a digest of all weights takes as long as a step at most.
    private const int StepsBetweenComparisons = 100;

    private readonly ITrainingTask _task;
    private readonly RunSettings _settings;
    private readonly RunSchedule _schedule;
    private readonly ITrainingObserver _observer;
    private readonly CheckpointStore? _checkpoints;
    private readonly RankGroup _ranks;
    private readonly StragglerWatch _stragglers;
    private readonly RunClock _clock;

    /// <param name="task">What is trained; not owned.</param>
    /// <param name="state">Where the training begins.</param>
    /// <param name="observer">Follows the training, on rank 0; not owned.</param>
    /// <param name="checkpoints">Where rank 0 puts checkpoints; null for none.</param>
    /// <param name="ranks">Those that train together.</param>
    public TrainingLoop(
        ITrainingTask task, RunState state, ITrainingObserver observer, CheckpointStore? checkpoints, RankGroup ranks)
    {
        (_ranks, _stragglers) = (ranks, new StragglerWatch(ranks.Communicator.Size));
        (_task, _settings, _schedule) = (task, task.Settings, new RunSchedule(task.Settings.Phases));
        (_observer, _checkpoints) = (observer, checkpoints);
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
    /// <exception cref="CommunicationException">Another rank cannot go on, or its weights are no longer those of rank 0.</exception>
    public void Run(IBatchLoader batches, CancellationToken cancellationToken)
    {
        var (failure, seconds) = ((Exception?)null, 0.0);
        while (!IsComplete)
        {
            using var scope = NewDisposeScope();
            using var scalars = new StepScalars(_settings.Accumulate);
            var begin = Stopwatch.GetTimestamp();
            var batch = cancellationToken.IsCancellationRequested || failure is not null ? null : Next(batches, ref failure);
            var loading = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (_ranks.Agree(cancellationToken.IsCancellationRequested, failure, seconds) || batch is null)
                return;
            var slow = _stragglers.Observe(_ranks.Seconds);
            (begin, var waited) = (Stopwatch.GetTimestamp(), _ranks.SecondsOfWaiting);

            var step = new StepContext(State.Step, StepSeed.Of(_settings.Seed, State.Images), scalars, IsLogged: IsDue(_settings.LogEvery, State.Step + 1));
            ParameterGroup[] groups = [.. _task.Groups.Where(group => group.TrainsAt(step.StepsDone))];
            foreach (var group in _task.Groups)
                group.ClearGradients();
            _task.ComputeGradients(batch, step);
            seconds = loading + Stopwatch.GetElapsedTime(begin).TotalSeconds - (_ranks.SecondsOfWaiting - waited); // a task may meet the others, as in batch norm
            foreach (var group in groups)
                _ranks.Gradients.Reduce(group.Gradients);
            var finite = groups.All(group => group.ClipGradients()); // a gradient that is not finite leaves all weights as they are
            foreach (var group in finite ? groups : [])
                group.Update(step.StepsDone); // the optimizer, then the moving average

            State = State.After(_schedule.ImagesAfter(State.Step + 1), updated: finite);
            if (State.SkippedInARow > _settings.MaxSkippedSteps)
                throw RankFailures.KnownToAll(new NonFiniteLossException(State, _ranks.Average(scalars.Read()), _task.Groups[0].GradientNorm ?? double.NaN));
            var named = IsDue(_settings.LogEvery, State.Step) ? _ranks.Average(scalars.Read()) : null;
            if (IsDue(StepsBetweenComparisons, State.Step) || IsComplete)
                _ranks.CompareWeights(_task.Groups, State.Step);
            failure = Tell(named, slow);
        }
        _ranks.Agree(stop: false, failure);
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

    // A rank that cannot load its images keeps the reason, which it tells the other ranks when they agree next.
    private TrainingBatch? Next(IBatchLoader batches, ref Exception? failure)
    {
        try
        {
            return batches.Next();
        }
        catch (Exception e) when (!_ranks.IsAlone)
        {
            failure = e;
            return null;
        }
    }

    // What rank 0 does for all. Its failure, as on a full disk, is told to the others at the next agreement.
    private Exception? Tell(Dictionary<string, double>? named, string? slow)
    {
        if (!_ranks.IsFirst)
            return null;
        try
        {
            var progress = _clock.Tick(State);
            if (slow is not null)
                _observer.Noticed(slow);
            _observer.StepCompleted(progress);
            if (named is not null)
                _observer.Logged(Log(named, progress));
            if (IsDue(_settings.SampleEvery, State.Step) || IsComplete)
                Sample();
            if (IsDue(_settings.CheckpointEvery, State.Step) || IsComplete)
                Save();
            return null;
        }
        catch (Exception e) when (!_ranks.IsAlone)
        {
            return e;
        }
    }

    private static bool IsDue(int every, long step) => step % every == 0;

    private LogEntry Log(Dictionary<string, double> values, StepInfo progress)
    {
        foreach (var group in _task.Groups.Reverse().Where(group => group.GradientNorm is not null))
            values[$"{group.Prefix}gradient_norm"] = group.GradientNorm!.Value;
        values["learning_rate"] = _task.Groups[0].LearningRateAt(State.Step - 1);
        foreach (var (name, value) in progress.Phase.Figures)
            values[name] = value;
        values["images_per_second"] = progress.ImagesPerSecond;
        foreach (var (name, value) in _stragglers.Figures)
            values[name] = value;
        values["skipped_steps"] = State.Skipped;
        return new LogEntry(State.Step, State.Images, values);
    }
}
