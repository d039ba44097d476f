using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Tests.Runs;

/// <summary>An observer that keeps what it is told.</summary>
internal sealed class Recorder : ITrainingObserver
{
    public Action<long>? OnStep { get; init; }

    public List<LogEntry> Logs { get; } = [];

    public List<SampleSheet> Sheets { get; } = [];

    public RunInfo? Run { get; private set; }

    public RunSummary? Summary { get; private set; }

    public void RunStarted(RunInfo run) => Run = run;

    public void StepCompleted(StepInfo step) => OnStep?.Invoke(step.Step);

    public void Logged(LogEntry entry) => Logs.Add(entry);

    public void Sampled(SampleSheet sheet)
    {
        Assert.All(sheet.Rows, row => Assert.True(row.Score > 0));
        Sheets.Add(sheet);
    }

    public void RunEnded(RunSummary summary) => Summary = summary;

    public void Dispose()
    {
    }
}
