using LiteVae.Runs.Description;

namespace LiteVae.Training.Report;

/// <summary>Reconstructed samples in the form in which runs show samples.</summary>
/// <param name="samples">At least one; the first one's course over the training is shown.</param>
internal sealed class ReconstructionSheet(IReadOnlyList<ReconstructedSample> samples)
{
    /// <summary>The figure of the samples: their PSNR.</summary>
    public static HeadlineFigure Psnr { get; } = new("psnr", "PSNR", "dB", "0.00") { ShortFormat = "0.0" };

    private static readonly string[] s_captions = ["original", "reconstruction", "error", "latent"];

    /// <summary>The sheet of a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="images">Images seen.</param>
    public SampleSheet At(long step, long images) =>
        new(step, images, s_captions, [.. samples.Select(s => new SampleRow(s.Name, s.Psnr, [s.Original, s.Reconstruction, s.ErrorMap, s.Latent]))])
        {
            Headline = Psnr,
            Progress = samples[0].Reconstruction,
        };
}
