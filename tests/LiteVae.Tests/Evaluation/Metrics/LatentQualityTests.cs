using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Report;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Metrics;

/// <summary>The metrics that say how good a latent is to learn from: spectrum and equivariance.</summary>
public sealed class LatentQualityTests
{
    [Fact]
    public void Equivariance_is_what_the_modules_lose_when_latents_are_transformed_in_place_of_images()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(3, 32);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["equivariance"], BatchSize = 2 });
        Assert.Equal(["equivariance_scale", "equivariance_rotate", "equivariance_mirror"], result.Metrics.Keys);

        var images = ImageTensors.ToTensor([.. Enumerable.Range(0, 3).Select(i => source.TryLoad(i, default)!)]);
        using var posterior = model.Encode(images);
        var (latent, plain) = (posterior.Mean, model.Decode(posterior.Mean));
        // Other ways to the same transformations than the metric's.
        Tensor Half(Tensor x) => x.unfold(2, 2, 2).unfold(3, 2, 2).mean([4, 5]);
        Tensor Turn(Tensor x) => x.transpose(2, 3).flip(2);
        Tensor Mirror(Tensor x) => x.index_select(3, tensor([.. Enumerable.Range(0, (int)x.size(3)).Reverse().Select(i => (long)i)]));
        foreach (var (name, transform) in new (string, Func<Tensor, Tensor>)[] { ("scale", Half), ("rotate", Turn), ("mirror", Mirror) })
        {
            var lost = Psnr.Of(transform(images), transform(plain)).Average() - Psnr.Of(transform(images), model.Decode(transform(latent))).Average();
            Assert.Equal(lost, result.Metrics[$"equivariance_{name}"], 2e-3);
            Assert.True(Math.Abs(lost) > 1e-4, $"{name}: {lost} tells nothing");
        }
        Assert.EndsWith("(dB)", EvaluationText.Heading("equivariance_scale"), StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_with_an_odd_side_are_not_halved()
    {
        using var model = TinyModel.Create(1);
        using var source = new PictureSource((24, 32), (32, 32));
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["equivariance"] });
        Assert.Equal(3, result.Metrics.Count);
        Assert.Contains("1 images, whose latents have an odd side", Assert.Single(result.Warnings));
    }

    [Fact]
    public void Spectra_of_latent_and_reduced_image_stand_side_by_side_and_in_the_report()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(3, 64);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["spectrum"], BatchSize = 2 });
        Assert.Equal(["spectrum_high", "spectrum_high_image", "spectrum_slope", "spectrum_slope_image"], result.Metrics.Keys);
        var spectrum = result.Spectrum!;
        Assert.Equal(7, spectrum.Latent.Frequencies.Count);
        // A fresh encoder's posterior is nearly white; pictures are not.
        Assert.True(result.Metrics["spectrum_high"] > result.Metrics["spectrum_high_image"]);
        Assert.True(result.Metrics["spectrum_slope"] > result.Metrics["spectrum_slope_image"]);
        var page = EvaluationReport.Render(new EvaluationReportData
        {
            Passes = [EvaluationPass.Of([result])],
            Data = "pictures",
            Settings = [],
            Written = DateTimeOffset.UnixEpoch,
        });
        Assert.Contains("<h2>Spectra</h2>", page);
        Assert.Equal(2, page.Split("<path class=\"s").Length - 1);
    }

    [Fact]
    public void Spectra_need_one_size_and_some_positions_and_codecs_without_a_latent_have_none()
    {
        using var model = TinyModel.Create(1);
        var options = new EvaluationOptions { Metrics = ["spectrum"] };
        using var mixed = new PictureSource((64, 64), (64, 32));
        Assert.Contains("give a resolution", Assert.Single(ReconstructionEvaluator.Evaluate(model, mixed, options).Warnings));
        using var small = PictureSource.Of(2, 24);
        Assert.Contains("at least 4x4 positions; these are 3x3", Assert.Single(ReconstructionEvaluator.Evaluate(model, small, options).Warnings));
        var codec = ReconstructionEvaluator.Evaluate([new CodecCandidate("copy", 1, x => x.alias())], small, options with { Metrics = ["spectrum", "equivariance"] })[0];
        Assert.Empty(codec.Metrics);
        Assert.Null(codec.Spectrum);
    }
}
