using LiteVae.Codec.Models.Files;
using LiteVae.Pictures;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>
/// Writes the sample pictures: <c>samples/step-00000400.png</c> with all of them, and in <c>samples/progress/</c> the one
/// whose course over time is shown.
/// </summary>
/// <param name="folder">The folder of the pictures, such as <c>RUN/samples</c>.</param>
public sealed class SampleObserver(string folder) : ITrainingObserver
{
    /// <inheritdoc/>
    public void RunStarted(RunInfo run)
    {
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        if (sheet.Rows.Count == 0)
            return;
        var name = ProgressFrame.FileName(sheet.Step);
        WritePicture(Path.Combine(folder, name), sheet.Draw());
        if (sheet.Progress is { } picture)
            WritePicture(Path.Combine(folder, "progress", name), picture);
    }

    /// <inheritdoc/>
    public void StepCompleted(StepInfo step)
    {
    }

    /// <inheritdoc/>
    public void Logged(LogEntry entry)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void WritePicture(string path, RgbImage picture)
    {
        var png = PngEncoder.Encode(picture);
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
