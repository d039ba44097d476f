using LiteVae.Runs.Description;
using LiteVae.Runs.Schedule;

namespace LiteVae.Runs;

/// <summary>Time, rate and remaining time of a run.</summary>
internal sealed class RunClock
{
    private readonly RunSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _before;
    private readonly double _workBefore;
    private readonly Queue<(TimeSpan Time, long Images)> _recent = new();

    /// <param name="schedule">The run's phases.</param>
    /// <param name="state">Where the run is as the clock starts.</param>
    /// <param name="time">Measures time; null for the system's.</param>
    public RunClock(RunSchedule schedule, RunState state, TimeProvider? time = null)
    {
        _schedule = schedule;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _before = state.Elapsed;
        _workBefore = schedule.WorkAfter(state.Step);
        _recent.Enqueue((TimeSpan.Zero, state.Images));
    }

    /// <summary>Training time, over all processes of the run.</summary>
    public TimeSpan Elapsed => _before + SinceStart;

    private TimeSpan SinceStart => _time.GetElapsedTime(_start);

    /// <summary>Notes that a step is done.</summary>
    public StepInfo Tick(RunState state)
    {
        var now = SinceStart;
        _recent.Enqueue((now, state.Images));
        while (_recent.Count > 50 || (_recent.Count > 2 && now - _recent.Peek().Time > TimeSpan.FromSeconds(30)))
            _recent.Dequeue();
        var (since, imagesThen) = _recent.Peek();
        var rate = now > since ? (state.Images - imagesThen) / (now - since).TotalSeconds : 0;

        // Time goes with work: a phase of costlier images has fewer of them a second.
        var done = _schedule.WorkAfter(state.Step) - _workBefore;
        var left = _schedule.WorkAfter(_schedule.TotalSteps) - _workBefore - done;
        var remaining = done > 0 ? TimeSpan.FromSeconds(now.TotalSeconds * left / done) : TimeSpan.Zero;
        var phase = _schedule.PhaseAt(Math.Max(0, state.Step - 1));
        return new StepInfo(state.Step, _schedule.TotalSteps, state.Images, _schedule.TotalImages, phase, rate, now, remaining);
    }
}
