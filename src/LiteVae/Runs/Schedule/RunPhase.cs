namespace LiteVae.Runs.Schedule;

/// <summary>A stretch of a run's schedule in which every step is of the same kind.</summary>
/// <param name="Name">What distinguishes the phase, for people: "64 px".</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="BatchSize">Images a step.</param>
public sealed record RunPhase(string Name, long Steps, int BatchSize)
{
    /// <summary>What every image of the phase is, for people: "64x64". The name where nothing else is said.</summary>
    public string Detail { get; init; } = Name;

    /// <summary>Named numbers that are constant within the phase; they are logged with its steps.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>The work for one image, in any unit that all phases share. Remaining time is estimated from it.</summary>
    public double ImageCost { get; init; } = 1;
}
