namespace LiteVae.Data.Loading;

/// <summary>Which batches there are, in order: a pure function of the position, counted in images.</summary>
public sealed class BatchPlan
{
    private readonly DataPhase[] _phases;

    /// <summary>Creates a plan of phases, one after the other.</summary>
    /// <exception cref="ArgumentException">A phase has a resolution or batch size below 1, or a negative number of steps.</exception>
    public BatchPlan(params IReadOnlyList<DataPhase> phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        if (phases.FirstOrDefault(p => p.Resolution < 1 || p.BatchSize < 1 || p.Steps < 0) is { } wrong)
            throw new ArgumentException($"A phase needs resolution and batch size >= 1 and steps >= 0; got {wrong}.", nameof(phases));
        if (phases.FirstOrDefault(p => p.ShortSide < p.Resolution) is { } small)
            throw new ArgumentException($"A phase needs pictures at least as large as its crops; got {small}.", nameof(phases));
        _phases = [.. phases];
        TotalImages = _phases.Sum(p => p.Images);
        TotalSteps = _phases.Sum(p => p.Steps);
    }

    /// <summary>The phases, in order.</summary>
    public IReadOnlyList<DataPhase> Phases => _phases;

    /// <summary>Number of images of all phases.</summary>
    public long TotalImages { get; }

    /// <summary>Number of batches of all phases.</summary>
    public long TotalSteps { get; }

    /// <summary>The phase of the batch that begins at a position; null: the plan has ended.</summary>
    /// <param name="position">Images before the batch.</param>
    /// <exception cref="ArgumentException">No batch begins there.</exception>
    public DataPhase? PhaseAt(long position) => Locate(position).Phase;

    /// <summary>Number of whole batches before a position.</summary>
    /// <exception cref="ArgumentException">No batch begins there.</exception>
    public long StepAt(long position) => Locate(position).Step;

    private (DataPhase? Phase, long Step) Locate(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (start, step) = (0L, 0L);
        foreach (var phase in _phases)
        {
            if (position < start + phase.Images)
            {
                var (batches, rest) = Math.DivRem(position - start, phase.BatchSize);
                if (rest != 0)
                    throw new ArgumentException($"Position {position} is {rest} images into a batch of {phase.BatchSize}.", nameof(position));
                return (phase, step + batches);
            }
            (start, step) = (start + phase.Images, step + phase.Steps);
        }
        if (position > start)
            throw new ArgumentException($"Position {position} is beyond the plan's {start} images.", nameof(position));
        return (null, step);
    }
}
