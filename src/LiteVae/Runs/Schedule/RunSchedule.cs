namespace LiteVae.Runs.Schedule;

/// <summary>The phases of a run, one after the other, as pure functions of the number of steps done.</summary>
/// <param name="phases">At least one.</param>
internal sealed class RunSchedule(IReadOnlyList<RunPhase> phases)
{
    public IReadOnlyList<RunPhase> Phases => phases;

    public long TotalSteps { get; } = phases.Sum(p => p.Steps);

    public long TotalImages { get; } = phases.Sum(p => checked(p.Steps * p.BatchSize));

    /// <summary>The phase of the step after <paramref name="stepsDone"/>; the last phase at the end of the run.</summary>
    public RunPhase PhaseAt(long stepsDone)
    {
        var end = 0L;
        foreach (var phase in phases)
        {
            end += phase.Steps;
            if (stepsDone < end)
                return phase;
        }
        return phases[^1];
    }

    /// <summary>The images seen after a number of steps.</summary>
    public long ImagesAfter(long steps) => Taken(steps).Sum(t => t.Steps * t.Phase.BatchSize);

    /// <summary>The work done after a number of steps, in the unit of <see cref="RunPhase.ImageCost"/>.</summary>
    public double WorkAfter(long steps) => Taken(steps).Sum(t => (double)t.Steps * t.Phase.BatchSize * t.Phase.ImageCost);

    private IEnumerable<(RunPhase Phase, long Steps)> Taken(long steps)
    {
        foreach (var phase in phases)
        {
            var taken = Math.Min(steps, phase.Steps);
            yield return (phase, taken);
            steps -= taken;
        }
    }
}
