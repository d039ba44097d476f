using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Pages;
using LiteVae.Runs.Description;

namespace LiteVae.Diffusion.Training;

/// <summary>What the training of a diffusion model adds to the report of its run.</summary>
internal static class DiffusionReport
{
    public static ReportContent Content { get; } = new()
    {
        Task = "diffusion",
        SamplesTitle = "Samples",
        SamplesNote = sheet => Markup.Of($"""
            <p class="note">Samples of fixed seeds after {PageNumbers.Whole(sheet.Step)} steps, each beside the picture of the training data whose latent is nearest. Where the two are the same picture, the model has learned it by heart.</p>
            """),
        ProgressSubject = "The grid of samples",
        CurveTitles = new Dictionary<string, CurveTitle>
        {
            ["loss/quarter_1"] = new("Squared error, first quarter of times (least noise)") { Axis = "squared error" },
            ["loss/quarter_2"] = new("Squared error, second quarter") { Axis = "squared error" },
            ["loss/quarter_3"] = new("Squared error, third quarter") { Axis = "squared error" },
            ["loss/quarter_4"] = new("Squared error, last quarter (most noise)") { Axis = "squared error" },
        },
        Metrics = new Dictionary<string, MetricTile>
        {
            ["fid_random"] = new("Frechet distance, random features", "", "0.000", "lower is better; no FID that is published elsewhere"),
            ["mmd_random"] = new("Kernel discrepancy, random features", "", "0.0000", "lower is better; 0 for equal distributions"),
        },
    };

    /// <summary>A model in a few words.</summary>
    public static string Describe(DiffusionConfig config) => config.Denoiser switch
    {
        UNetDenoiserConfig unet => $"Latent diffusion UNet, {unet.ModelChannels} channels x [{string.Join(',', unet.Multipliers)}]",
        DitConfig dit => $"Diffusion transformer, {dit.Depth} blocks of width {dit.Width}, patch {dit.Patch}",
        _ => "Denoiser",
    };

    /// <summary>Facts for the settings.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Facts(DiffusionHeader header, LatentCodec firstStage)
    {
        var config = header.Config;
        var (height, width) = (config.LatentShape[1] * firstStage.DownsamplingFactor, config.LatentShape[2] * firstStage.DownsamplingFactor);
        return
        [
            new("Predicts", config.Prediction switch { Prediction.Epsilon => "the noise (epsilon)", Prediction.V => "v", _ => "the velocity of a rectified flow" }),
            new("Latent", $"{config.LatentShape[0]} channels, {config.LatentShape[2]}x{config.LatentShape[1]}, of pictures of {width}x{height}"),
            new("First stage", $"SHA-256 {config.FirstStage[..12]}…"),
            .. config.Classes.Count == 0 ? Array.Empty<KeyValuePair<string, string>>() : [new("Classes", $"{config.Classes.Count}")],
        ];
    }
}
