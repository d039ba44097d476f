using LiteVae.Pictures;
using LiteVae.Runs.Description;

namespace LiteVae.Training.Report;

/// <summary>Reconstructed samples in the form in which runs show samples.</summary>
/// <param name="samples">At least one; the first one's course over the training is shown.</param>
internal sealed class ReconstructionSheet(IReadOnlyList<ReconstructedSample> samples)
{
    /// <summary>The figure of the samples: their PSNR.</summary>
    public static HeadlineFigure Psnr { get; } = new("psnr", "PSNR", "dB", "0.00") { ShortFormat = "0.0" };

    private static readonly string[] s_captions = ["original", "reconstruction", "baseline", "error", "latent"];
    private static readonly ColorScale?[] s_scales = [null, null, null, ErrorMap.Scale, null];

    /// <summary>The sheet of a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="images">Images seen.</param>
    public SampleSheet At(long step, long images) => new(step, images, s_captions, [.. samples.Select(Row)])
    {
        Headline = Psnr,
        Progress = samples[0].Reconstruction,
        Compared = new(0, 1),
        Scales = s_scales,
    };

    private static SampleRow Row(ReconstructedSample sample) =>
        new(sample.Name, sample.Psnr, [sample.Original, sample.Reconstruction, sample.Baseline.Picture, sample.ErrorMap, sample.Latent])
        {
            Notes = ["", Psnr.Describe(sample.Psnr), Psnr.Describe(sample.Baseline.Psnr)],
        };
}
