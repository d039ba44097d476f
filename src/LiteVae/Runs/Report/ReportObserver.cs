using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Runs.Report;

/// <summary>Writes the report: after each round of samples, and when the run ends, however it ends.</summary>
/// <remarks>
/// The curves and the course of the first sample are read from <c>metrics.jsonl</c> and <c>samples/progress/</c> beside
/// the report, so that a resumed run shows all of its past: place this observer after those that write them. What the page
/// shows besides them is written too, as <c>report.json</c>, from which the page can be written anew.
/// </remarks>
/// <param name="path">The report's file, such as <c>RUN/report.html</c>.</param>
public sealed class ReportObserver(string path) : ITrainingObserver
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private RunInfo? _run;
    private StepInfo? _step;
    private SampleSheet? _samples;

    /// <inheritdoc/>
    public void RunStarted(RunInfo run) => (_run, _step, _samples) = (run, null, null);

    /// <inheritdoc/>
    public void StepCompleted(StepInfo step) => _step = step;

    /// <inheritdoc/>
    public void Logged(LogEntry entry)
    {
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
        _samples = sheet;
        Write(null);
    }

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        _samples = summary.Samples ?? _samples;
        Write(summary);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(RunSummary? summary)
    {
        var data = new ReportData
        {
            Run = _run ?? throw new InvalidOperationException("A run is reported only after it has started."),
            Summary = summary,
            Progress = _step,
            History = History(allowDamage: summary is { Outcome: RunOutcome.Failed }),
            Samples = _samples,
            Written = DateTimeOffset.UtcNow,
        };
        new RunRecord(data.Run.Report.Task, data.Run, summary is null ? null : summary with { Samples = null }, _step, _samples).Write(Path.ChangeExtension(path, ".json"));
        data = data with { Frames = ProgressFrame.ReadAll(Path.Combine(_folder, "samples", "progress"), data.Step) };
        AtomicFile.WriteText(path, RunReport.Render(data));
    }

    // A damaged metrics.jsonl may be the reason why the run failed: the report of a failure does without curves.
    private RunHistory History(bool allowDamage)
    {
        try
        {
            return RunHistory.Read(Path.Combine(_folder, "metrics.jsonl"));
        }
        catch (TrainingException) when (allowDamage)
        {
            return RunHistory.Empty;
        }
    }
}
