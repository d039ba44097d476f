using System.Runtime.ExceptionServices;

namespace LiteVae.Training.Observers;

/// <summary>Several observers as one: each call reaches them in the order given. Owns them.</summary>
/// <param name="observers">The observers; those that read files of others come after them.</param>
public sealed class CompositeObserver(params IReadOnlyList<ITrainingObserver> observers) : ITrainingObserver
{
    /// <inheritdoc/>
    public void RunStarted(RunInfo run) => Each(observer => observer.RunStarted(run));

    /// <inheritdoc/>
    public void StepCompleted(StepInfo step) => Each(observer => observer.StepCompleted(step));

    /// <inheritdoc/>
    public void Logged(LogEntry entry) => Each(observer => observer.Logged(entry));

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet) => Each(observer => observer.Sampled(sheet));

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary) => Each(observer => observer.RunEnded(summary));

    /// <summary>Disposes all of them, even where one throws; its exception is thrown at the end.</summary>
    public void Dispose()
    {
        ExceptionDispatchInfo? first = null;
        foreach (var observer in observers)
        {
            try
            {
                observer.Dispose();
            }
            catch (Exception e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        first?.Throw();
    }

    private void Each(Action<ITrainingObserver> call)
    {
        foreach (var observer in observers)
            call(observer);
    }
}
