using System.Diagnostics;
using LiteVae.Training.Observers;

namespace LiteVae.Training;

/// <summary>Time, rate and remaining time of a run.</summary>
internal sealed class RunClock
{
    private readonly TrainingSchedule _schedule;
    private readonly TimeSpan _before;
    private readonly double _pixelsBefore;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Queue<(TimeSpan Time, long Images)> _recent = new();

    public RunClock(TrainingSchedule schedule, TrainingState state)
    {
        _schedule = schedule;
        _before = state.Elapsed;
        _pixelsBefore = schedule.PixelsAfter(state.Step);
        _recent.Enqueue((TimeSpan.Zero, state.Images));
    }

    /// <summary>Training time, over all processes of the run.</summary>
    public TimeSpan Elapsed => _before + _watch.Elapsed;

    /// <summary>Notes that a step is done.</summary>
    public StepInfo Tick(TrainingState state)
    {
        var now = _watch.Elapsed;
        _recent.Enqueue((now, state.Images));
        while (_recent.Count > 50 || (_recent.Count > 2 && now - _recent.Peek().Time > TimeSpan.FromSeconds(30)))
            _recent.Dequeue();
        var (since, imagesThen) = _recent.Peek();
        var rate = now > since ? (state.Images - imagesThen) / (now - since).TotalSeconds : 0;

        // Time goes with pixels: a phase of larger crops has fewer images a second.
        var done = _schedule.PixelsAfter(state.Step) - _pixelsBefore;
        var left = _schedule.PixelsAfter(_schedule.TotalSteps) - _pixelsBefore - done;
        var remaining = done > 0 ? TimeSpan.FromSeconds(now.TotalSeconds * left / done) : TimeSpan.Zero;
        var resolution = _schedule.PhaseAt(Math.Max(0, state.Step - 1)).Resolution;
        return new StepInfo(state.Step, _schedule.TotalSteps, state.Images, _schedule.TotalImages, resolution, rate, now, remaining);
    }
}
