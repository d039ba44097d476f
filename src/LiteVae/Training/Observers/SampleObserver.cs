using LiteVae.Pictures;
using LiteVae.Runtime;

namespace LiteVae.Training.Observers;

/// <summary>
/// Writes the sample pictures: <c>samples/step-000400.png</c> with all of them, and in <c>samples/progress/</c> the
/// reconstruction of the first alone, so that its course over time can be shown.
/// </summary>
public sealed class SampleObserver : ITrainingObserver
{
    private static readonly string[] Headings = ["original", "reconstruction", "error", "latent"];

    private string? _folder;

    /// <inheritdoc/>
    public void RunStarted(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _folder = Path.Combine(run.Folder, "samples");
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var folder = _folder ?? throw new InvalidOperationException("A run shows samples only after it has started.");
        if (sheet.Items.Count == 0)
            return;
        var name = $"step-{sheet.Step:000000}.png";
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
