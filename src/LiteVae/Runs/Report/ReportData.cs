using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
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

    /// <summary>Gathers the report of a run from the files of its folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="contents">What tasks add to reports, one for each kind of run that is known.</param>
    /// <exception cref="TrainingException">The folder holds no run whose report can be written, or a file is damaged.</exception>
    public static ReportData Read(RunFolder folder, IReadOnlyList<ReportContent> contents)
    {
        var record = RunRecord.Read(folder.ReportRecord);
        var content = contents.FirstOrDefault(c => c.Task == record.Task)
            ?? throw new TrainingException($"{folder.ReportRecord}: expected a run of {string.Join(" or ", contents.Select(c => c.Task))}; found one of \"{record.Task}\".");
        var data = new ReportData
        {
            Run = record.Run with { Report = content },
            Summary = record.Summary,
            Progress = record.Progress,
            Samples = record.Samples,
            History = RunHistory.Read(folder.Metrics),
            Written = DateTimeOffset.UtcNow,
        };
        return data with { Frames = ProgressFrame.ReadAll(Path.Combine(folder.Samples, "progress"), data.Step) };
    }
}
