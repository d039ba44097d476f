using LiteVae.Pages;
using LiteVae.Pictures;
using LiteVae.Runs.Description;

namespace LiteVae.Training.Report;

/// <summary>What the training of an autoencoder adds to the report of its run.</summary>
internal static class AutoencoderReport
{
    public static ReportContent Content { get; } = new()
    {
        Task = "autoencoder",
        SamplesTitle = "Reconstructions",
        SamplesNote = sheet => Markup.Of($"""
            <p class="note">Fixed images through the model after {PageNumbers.Whole(sheet.Step)} steps. The latent is what the decoder gets, its channels drawn as three colours. The baseline has learned nothing: it is the image, made so much smaller that its colours are as many numbers as the latent's, and enlarged again, both bicubically.</p>
            """),
        ValidationNote = "Validation is on the images of the samples, which are not trained on, by the averaged weights and from the posterior's mean.",
        ProgressSubject = "The first sample's reconstruction",
        CurveTitles = new Dictionary<string, CurveTitle>
        {
            ["loss/l1"] = new("L1") { Axis = "loss" },
            ["loss/kl"] = new("KL") { Axis = "nats per value" },
            ["loss/scale_equivariance"] = new("Scale equivariance, in the steps that have it") { Axis = "loss" },
            ["eval/psnr"] = new("PSNR of the samples", "dB") { Axis = "PSNR (dB)" },
            ["eval/ssim"] = new("SSIM of the samples") { Axis = "SSIM" },
            ["adversarial_gradient_ratio"] = new("Gradient ratio, adversarial to reconstruction") { Axis = "ratio" },
            ["adversarial_gradient_ratio_weighted"] = new("The same, times the weight") { Axis = "ratio" },
            ["adversarial_weight"] = new("Weight of the adversarial loss") { Axis = "weight" },
            ["discriminator/loss"] = new("Discriminator's loss") { Axis = "loss" },
            ["discriminator/adversarial"] = new("Its adversarial part") { Axis = "loss" },
            ["discriminator/accuracy_real"] = new("Accuracy on images") { Axis = "share told right" },
            ["discriminator/accuracy_fake"] = new("Accuracy on reconstructions") { Axis = "share told right" },
            ["discriminator/cutmix"] = new("CutMix") { Axis = "loss" },
            ["discriminator/consistency"] = new("CutMix consistency") { Axis = "loss" },
            ["discriminator/r1"] = new("R1 penalty") { Axis = "loss" },
            ["discriminator/gradient_norm"] = new("Discriminator's gradient norm") { Axis = "norm" },
        },
        CurveGroups = [new CurveGroup("Discriminator", "discriminator/", "adversarial_") { Exact = ["adversarial_weight"] }],
        Metrics = new Dictionary<string, MetricTile>
        {
            ["psnr"] = new("PSNR", "dB", "0.00", "higher is better"),
            ["ssim"] = new("SSIM", "", "0.000", "1 is perfect"),
            ["lpips"] = new("LPIPS", "", "0.000", "lower is better"),
            ["rfid"] = new("rFID", "", "0.00", "lower is better"),
        },
        Sections = [Subbands],
    };

    /// <summary>The latent's size beside the image's, as a fact for the settings.</summary>
    /// <param name="channels">Channels of the latent.</param>
    /// <param name="factor">How many times smaller than the image's its sides are.</param>
    public static KeyValuePair<string, string> LatentFact(int channels, int factor) => new(
        "Latent", $"{channels} channels at 1/{factor} of the side: {PageNumbers.Short(3.0 * factor * factor / channels)} times fewer values than the image");

    private static Markup Subbands(SampleSheet? sheet)
    {
        // Three levels of the transform need at least one 8x8 block.
        if (sheet is not { Rows: [var first, ..] } || first.Pictures[0] is not { Width: >= 8, Height: >= 8 } original)
            return Markup.Empty;
        return Markup.Of($"""
            <section>
            <h2>Wavelet sub-bands</h2>
            <div class="subbands">
            <img src="{PagePictures.Uri(PngEncoder.Encode(SubbandPicture.Of(original)))}" alt="The nested wavelet sub-bands of the first sample">
            <div>
            <p>A wavelet encoder does not see pixels, but the Haar wavelet transform of the image. Each level splits what is left into a picture of half the size (top left) and three sets of details: horizontal edges to its right, vertical edges below, diagonals across.</p>
            <p>Nothing is lost: the transform can be undone exactly. It separates coarse structure from texture, so that a small network is enough to turn the bands into a latent. Details are drawn about mid-grey, four times amplified.</p>
            </div>
            </div>
            </section>
            """);
    }
}
