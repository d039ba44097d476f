namespace LiteVae.Runs.Description;

/// <summary>How a run ended.</summary>
public sealed record RunSummary
{
    /// <summary>Why it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>One line for the user where the run failed or was interrupted.</summary>
    public string? Message { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Images seen.</summary>
    public required long Images { get; init; }

    /// <summary>Training time, summed over all the processes that carried the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Peak memory of the process (MiB).</summary>
    public required double PeakMemoryMiB { get; init; }

    /// <summary>Metrics of the final model by name, on the data named by <see cref="EvaluatedOn"/>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The same figures of what the model is compared with.</summary>
    public IReadOnlyList<ComparedFigures> Baselines { get; init; } = [];

    /// <summary>What the metrics were measured on, in words.</summary>
    public string? EvaluatedOn { get; init; }

    /// <summary>The last sample sheet.</summary>
    public SampleSheet? Samples { get; init; }

    /// <summary>The model file; null where none was written.</summary>
    public string? ModelPath { get; init; }
}
