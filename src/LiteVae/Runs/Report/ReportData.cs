using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Runs.Report;

/// <summary>All that a report shows.</summary>
internal sealed record ReportData
{
    public required RunInfo Run { get; init; }

    /// <summary>How the run ended; null while it goes on.</summary>
    public RunSummary? Summary { get; init; }

    /// <summary>Where the run is; null before its first step.</summary>
    public StepInfo? Progress { get; init; }

    public RunHistory History { get; init; } = RunHistory.Empty;

    public SampleSheet? Samples { get; init; }

    /// <summary>The picture of the samples' progress at several steps, in order.</summary>
    public IReadOnlyList<ProgressFrame> Frames { get; init; } = [];

    public required DateTimeOffset Written { get; init; }

    public long Step => Summary?.Step ?? Progress?.Step ?? Samples?.Step ?? Run.ResumedAtStep;

    public long Images => Summary?.Images ?? Progress?.Images ?? Samples?.Images ?? 0;
}
