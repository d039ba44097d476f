using System.Runtime.ExceptionServices;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>Several observers as one: each call reaches all of them in the order given, even where one throws. Owns them.</summary>
/// <remarks>The first exception is thrown once all were called: a file that cannot be written keeps no other from being ended.</remarks>
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
    public void Noticed(string message) => Each(observer => observer.Noticed(message));

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary) => Each(observer => observer.RunEnded(summary));

    /// <inheritdoc/>
    public void Dispose() => Each(observer => observer.Dispose());

    private void Each(Action<ITrainingObserver> call)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var observer in observers)
        {
            try
            {
                call(observer);
            }
            catch (Exception e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        first?.Throw();
    }
}
