using LiteVae.Runs.Schedule;

namespace LiteVae.Runs;

/// <summary>The settings that every training has, whatever it trains.</summary>
internal sealed record RunSettings
{
    /// <summary>Seed of all that is random in a step.</summary>
    public long Seed { get; init; }

    /// <summary>The schedule.</summary>
    public required IReadOnlyList<RunPhase> Phases { get; init; }

    /// <summary>Parts into which the task cuts a batch to save memory. Named scalars are means over the parts.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Steps in a row that may be skipped because a gradient is not finite; one more ends the run.</summary>
    public int MaxSkippedSteps { get; init; } = 10;

    /// <summary>Steps between lines of metrics.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Steps between rounds of samples.</summary>
    public int SampleEvery { get; init; } = 100;

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>The number of latest checkpoints that stay; the best one stays besides.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Whether a checkpoint of the beginning is kept, as the first weights follow from more than the recipe.</summary>
    public bool KeepsBeginning { get; init; }

    /// <summary>The command that resumes a run, without the run's folder.</summary>
    public string ResumeCommand { get; init; } = "litevae train --resume";
}
