using LiteVae.Pictures;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers.TensorBoard;

/// <summary>Writes a TensorBoard event file into a folder: every logged number, and the sample pictures.</summary>
/// <remarks>A resumed run writes a further file, which voids the steps that are done again.</remarks>
/// <param name="folder">The folder of the event files, such as <c>RUN/tensorboard</c>.</param>
public sealed class TensorBoardObserver(string folder) : ITrainingObserver
{
    private EventFile? _events;

    /// <inheritdoc/>
    public void RunStarted(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Dispose();
        _events = new EventFile(folder, DateTimeOffset.UtcNow);
        _events.Restart(DateTimeOffset.UtcNow, run.ResumedAtStep == 0 ? 0 : run.ResumedAtStep + 1);
    }

    /// <inheritdoc/>
    public void Logged(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Started().Scalars(DateTimeOffset.UtcNow, entry.Step, entry.Values);
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        if (sheet.Rows.Count == 0)
            return;
        var picture = sheet.Draw();
        Started().Image(DateTimeOffset.UtcNow, sheet.Step, "samples", picture.Width, picture.Height, PngEncoder.Encode(picture));
    }

    /// <inheritdoc/>
    public void StepCompleted(StepInfo step)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary) => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _events?.Dispose();
        _events = null;
    }

    private EventFile Started() => _events ?? throw new InvalidOperationException("A run logs only after it has started.");
}
