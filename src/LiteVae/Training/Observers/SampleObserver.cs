using LiteVae.Codec.Models.Files;
using LiteVae.Pictures;
using LiteVae.Training.Report;

namespace LiteVae.Training.Observers;

/// <summary>
/// Writes the sample pictures: <c>samples/step-00000400.png</c> with all of them, and in <c>samples/progress/</c> the
/// reconstruction of the first alone, so that its course over time can be shown.
/// </summary>
/// <param name="folder">The folder of the pictures, such as <c>RUN/samples</c>.</param>
public sealed class SampleObserver(string folder) : ITrainingObserver
{
    private static readonly string[] Headings = ["original", "reconstruction", "error", "latent"];

    /// <inheritdoc/>
    public void RunStarted(RunInfo run)
    {
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        if (sheet.Items.Count == 0)
            return;
        var name = ProgressFrame.FileName(sheet.Step);
        WritePicture(Path.Combine(folder, name), Draw(sheet));
        WritePicture(Path.Combine(folder, "progress", name), sheet.Items[0].Reconstruction);
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

    /// <summary>The contact sheet of some samples: original, reconstruction, error, latent.</summary>
    internal static RgbImage Draw(SampleSheet sheet) => ContactSheet.Draw(
        Headings,
        [.. sheet.Items.Select(item => new ContactSheetRow(
            $"{item.Name}, {item.Psnr:0.00} dB", [item.Original, item.Reconstruction, item.ErrorMap, item.Latent]))]);

    private static void WritePicture(string path, RgbImage picture)
    {
        var png = PngEncoder.Encode(picture);
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
