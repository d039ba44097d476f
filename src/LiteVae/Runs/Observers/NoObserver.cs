using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>The observer of a rank that tells nobody anything, as rank 0 does it for all.</summary>
internal sealed class NoObserver : ITrainingObserver
{
    private NoObserver()
    {
    }

    public static NoObserver Instance { get; } = new();

    public void RunStarted(RunInfo run)
    {
    }

    public void StepCompleted(StepInfo step)
    {
    }

    public void Logged(LogEntry entry)
    {
    }

    public void Sampled(SampleSheet sheet)
    {
    }

    public void RunEnded(RunSummary summary)
    {
    }

    public void Dispose()
    {
    }
}
