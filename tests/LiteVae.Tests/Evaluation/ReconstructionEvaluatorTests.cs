using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Report;
using LiteVae.Evaluation.Similarity;
using LiteVae.Evaluation.Statistics;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation;

public sealed class ReconstructionEvaluatorTests
{
    private static readonly string[] WithoutWeights = ["psnr", "ssim", "rate", "mmd", "latents"];

    [Fact]
    public void Figures_are_the_means_of_each_image_alone()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(5, 32);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["psnr", "ssim", "rate"] });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        for (var i = 0; i < 5; i++)
        {
            var image = source.TryLoad(i, default)!;
            var x = ImageTensors.ToTensor(image);
            var y = ImageTensors.ToImages(model.call(x))[0];
            // The evaluator runs prepared networks: rounding may tip a value that lies between two of 256 levels.
            Assert.Equal(Psnr.Of(image, y), result.Values["psnr"][i], 0.01);
            Assert.Equal(Ssim.Of(image, y), result.Values["ssim"][i], 1e-3);
            using var posterior = model.Encode(x);
            Assert.Equal(LatentRate.BitsPerPixel(posterior, 32, 32)[0], result.Values["rate"][i], 1e-4);
        }
        Assert.Equal(result.Values["psnr"].Average(), result.Metrics["psnr"], 1e-12);
        Assert.Equal(5, result.Images);
        Assert.False(result.Partial);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void How_batches_are_cut_changes_nothing(int batchSize)
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(7, 32);
        ReconstructionResult Run(int size) => ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = WithoutWeights, BatchSize = size });
        var (alone, batched) = (Run(1), Run(batchSize));
        Assert.Equal(alone.Metrics.Keys, batched.Metrics.Keys);
        foreach (var (name, value) in alone.Metrics)
            Assert.Equal(value, batched.Metrics[name], 1e-4 * Math.Max(1, Math.Abs(value))); // convolutions of batches round differently
    }

    [Fact]
    public void A_candidate_that_changes_nothing_is_perfect()
    {
        using var source = PictureSource.Of(3, 24);
        var result = ReconstructionEvaluator.Evaluate([new CodecCandidate("copy", 1, x => x.alias())], source, new EvaluationOptions { Metrics = WithoutWeights })[0];
        Assert.Equal(100, result.Metrics["psnr"]);
        Assert.Equal(1, result.Metrics["ssim"], 1e-12);
        Assert.Equal(["psnr", "ssim"], result.Metrics.Keys); // it has no latent
        Assert.Null(result.Latents);
    }

    [Fact]
    public void Candidates_side_by_side_get_what_each_gets_alone()
    {
        using var first = TinyModel.Create(1);
        using var second = TinyModel.Create(2, latentChannels: 6);
        using var source = PictureSource.Of(4, 32);
        var options = new EvaluationOptions { Metrics = WithoutWeights };
        using var a = Codec(first);
        using var b = Codec(second);
        var together = ReconstructionEvaluator.Evaluate([new AutoencoderCandidate("a", a), new AutoencoderCandidate("b", b)], source, options);
        Assert.Equal(["a", "b"], together.Select(r => r.Name));
        Assert.Equal(ReconstructionEvaluator.Evaluate(first, source, options).Metrics, together[0].Metrics);
        Assert.Equal(ReconstructionEvaluator.Evaluate(second, source, options).Metrics, together[1].Metrics);

        var differences = MetricDifference.AgainstFirst(together);
        Assert.Equal(["psnr", "ssim", "rate"], differences.Select(d => d.Metric));
        Assert.Equal(together[1].Metrics["psnr"] - together[0].Metrics["psnr"], differences[0].Difference.Estimate, 1e-9);
    }

    [Fact]
    public void A_verdict_knows_which_way_is_better()
    {
        static MetricDifference Of(string metric, double low, double high) => new(metric, "b", "a", new ConfidenceInterval((low + high) / 2, low, high, 0.95));
        Assert.Equal(1, Of("psnr", 0.1, 0.3).Verdict);
        Assert.Equal(-1, Of("lpips", 0.1, 0.3).Verdict);
        Assert.Equal(1, Of("lpips", -0.3, -0.1).Verdict);
        Assert.Equal(0, Of("psnr", -0.1, 0.3).Verdict);
        Assert.Equal(0, Of("rate", 0.1, 0.3).Verdict);
    }

    [Fact]
    public void Mixed_sizes_are_measured_and_mmd_says_why_it_cannot_be()
    {
        using var model = TinyModel.Create(1);
        using var source = new PictureSource((32, 32), (32, 32), (40, 24), (7, 9));
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = WithoutWeights });
        Assert.Equal(4, result.Images);
        Assert.Equal(4, result.Values["psnr"].Count(double.IsFinite));
        Assert.Equal(3, result.Values["ssim"].Count(double.IsFinite)); // one is smaller than the window
        Assert.DoesNotContain(result.Metrics.Keys, m => m.StartsWith("mmd", StringComparison.Ordinal));
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("give a resolution", result.Warnings[0]);
        Assert.Equal("ssim needs sides of at least 11 pixels: 1 of 4 images are smaller and not in its mean", result.Warnings[1]);
        Assert.Equal((4, 3, (int?)null), (result.CountOf("psnr"), result.CountOf("ssim"), result.CountOf("mmd")));
        Assert.EndsWith("] (3 images)", EvaluationText.Figure(result, "ssim"), StringComparison.Ordinal);
        Assert.EndsWith("]", EvaluationText.Figure(result, "psnr"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_images_are_too_small_there_is_no_mean_and_a_warning_says_so()
    {
        using var source = new PictureSource((8, 40), (40, 8));
        var result = ReconstructionEvaluator.Evaluate([new CodecCandidate("copy", 1, x => x.alias())], source, new EvaluationOptions { Metrics = ["psnr", "ssim"] })[0];
        Assert.Equal(["psnr"], result.Metrics.Keys);
        Assert.Equal("ssim needs sides of at least 11 pixels: 2 of 2 images are smaller and not in its mean", Assert.Single(result.Warnings));
        Assert.Equal(0, result.CountOf("ssim"));
    }

    [Fact]
    public void One_image_is_enough_for_what_one_image_can_tell()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(1, 32);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = WithoutWeights });
        Assert.Equal(["psnr", "ssim", "latents_std", "rate"], result.Metrics.Keys.OrderBy(k => Array.IndexOf(["psnr", "ssim", "latents_std", "rate"], k)));
        Assert.Contains("mmd needs at least 2 images", result.Warnings);
    }

    [Fact]
    public void Broken_images_are_counted_and_passed_over()
    {
        using var model = TinyModel.Create(1);
        using var source = new PictureSource((0, 0), (16, 16), (0, 0), (16, 16));
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions());
        Assert.Equal([1, 3], result.Indices);
        Assert.Equal(2, result.Skipped);
        using var broken = new PictureSource((0, 0), (0, 0));
        Assert.Contains("picture-0.png: broken", Assert.Throws<DatasetException>(() => ReconstructionEvaluator.Evaluate(model, broken, new EvaluationOptions())).Message);
    }

    [Fact]
    public void Stopped_early_it_tells_what_is_known()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(6, 16);
        using var cancellationToken = new CancellationTokenSource();
        var result = ReconstructionEvaluator.Evaluate(
            model, source, new EvaluationOptions { BatchSize = 2 }, p => { if (p.Done == 4) cancellationToken.Cancel(); }, cancellationToken.Token);
        Assert.True(result.Partial);
        Assert.Equal(4, result.Images);
        Assert.Equal(0, result.Skipped);
        Assert.Contains("psnr", result.Metrics.Keys);
    }

    [Fact]
    public void A_sample_is_noisier_than_the_mean_and_the_same_for_a_seed()
    {
        using var model = TinyModel.Create(1);
        using var codec = Codec(model);
        using var source = PictureSource.Of(3, 32);
        IReadOnlyList<double> Psnrs(bool sample, ulong seed) => ReconstructionEvaluator.Evaluate(
            [new AutoencoderCandidate("m", codec, sample, seed)], source, new EvaluationOptions())[0].Values["psnr"];
        Assert.NotEqual(Psnrs(false, 0), Psnrs(true, 0));
        Assert.Equal(Psnrs(true, 3), Psnrs(true, 3));
        Assert.NotEqual(Psnrs(true, 3), Psnrs(true, 4));
    }

    [Fact]
    public void Bfloat16_is_close_to_float32_and_not_the_same()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(2, 32);
        using var half = Codec(model, InferencePrecision.Bf16);
        var options = new EvaluationOptions { Metrics = ["psnr", "rate"], FeatureMaps = true };
        var full = ReconstructionEvaluator.Evaluate(model, source, options);
        var low = ReconstructionEvaluator.Evaluate([new AutoencoderCandidate("half", half)], source, options)[0];
        Assert.NotEqual(full.Metrics["psnr"], low.Metrics["psnr"]);
        Assert.Equal(full.Metrics["psnr"], low.Metrics["psnr"], 0.2);
        Assert.Equal(1, low.Metrics["rate"] / full.Metrics["rate"], 0.02);
        Assert.Equal(1, low.FeatureMaps!.Median / full.FeatureMaps!.Median, 0.1);
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype)); // the model stays as it was
    }

    [Fact]
    public void What_bfloat16_cannot_hold_is_a_warning_and_what_float32_cannot_an_error_that_names_the_model()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(3, 16);
        var options = new EvaluationOptions { BatchSize = 1 };
        void Fill(float value)
        {
            using var guard = no_grad();
            model.get_parameter("decoder.conv_out.conv.bias")!.Fill(value);
        }

        Fill(float.MaxValue); // rounds up to infinity
        using var half = Codec(model, InferencePrecision.Bf16);
        Assert.Contains("float32", Assert.Single(ReconstructionEvaluator.Evaluate([new AutoencoderCandidate("half", half)], source, options)[0].Warnings));

        Fill(float.NaN);
        using var damaged = Codec(model);
        var candidates = new ICandidate[] { new CodecCandidate("copy", 1, x => x.alias()), new AutoencoderCandidate("damaged", damaged) };
        Assert.StartsWith("damaged: ", Assert.Throws<InvalidDataException>(() => ReconstructionEvaluator.Evaluate(candidates, source, options)).Message);
        candidates[1] = new CodecCandidate("broken", 1, x => x.DividedBy(0));
        Assert.StartsWith("broken gives", Assert.Throws<InvalidDataException>(() => ReconstructionEvaluator.Evaluate(candidates, source, options)).Message);
    }

    [Fact]
    public void A_model_is_evaluated_with_the_weights_it_has_by_then()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(2, 32);
        var before = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions()).Metrics["psnr"];
        using (no_grad())
            model.get_parameter("decoder.conv_in.bias")!.AddInPlace(1);
        Assert.NotEqual(before, ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions()).Metrics["psnr"]);
    }

    [Fact]
    public void Feature_maps_are_measured_on_request()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(3, 32);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { FeatureMaps = true, BatchSize = 2 });
        Assert.Equal(16, result.FeatureMaps!.Ratios.Count);
        Assert.All(result.FeatureMaps.Ratios, r => Assert.True(r > 1));
        Assert.Null(ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions()).FeatureMaps);
    }

    [Fact]
    public void Metrics_that_are_not_known_are_all_named()
    {
        using var model = TinyModel.Create(1);
        using var source = PictureSource.Of(1, 16);
        var message = Assert.Throws<ConfigException>(() => ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["sism", "fud"] })).Message;
        Assert.Contains("\"sism\" is not known", message);
        Assert.Contains("\"fud\" is not known", message);
    }

    [Fact]
    public void A_limit_takes_the_first_images_and_progress_tells_of_them()
    {
        using var source = PictureSource.Of(5, 16);
        ICandidate[] copy = [new CodecCandidate("copy", 1, x => x.alias())];
        var progress = new List<EvaluationProgress>();
        var result = ReconstructionEvaluator.Evaluate(copy, source, new EvaluationOptions { Limit = 3, BatchSize = 2 }, progress.Add)[0];
        Assert.Equal([0, 1, 2], result.Indices);
        Assert.Equal((0, false), (result.Skipped, result.Partial));
        Assert.Equal([new(2, 3), new(3, 3)], progress);
        Assert.Equal(5, ReconstructionEvaluator.Evaluate(copy, source, new EvaluationOptions { Limit = 9 })[0].Images);
    }

    [Fact]
    public void Batches_are_of_the_size_asked_for_and_of_images_of_one_size_within_a_block_of_places()
    {
        using var source = new PictureSource((16, 16), (16, 16), (16, 16), (24, 16), (24, 17), (0, 0), (24, 17), (24, 17));
        var batches = new List<string>();
        ReconstructionEvaluator.Evaluate(
            [new CodecCandidate("copy", 1, x => x.alias())], source, new EvaluationOptions { BatchSize = 2 },
            made: b => batches.Add($"{string.Join(',', b.Indices)}: {b.Originals.Count} of {b.Originals[0].Width}x{b.Originals[0].Height}"));
        Assert.Equal(["0,1: 2 of 16x16", "2: 1 of 16x16", "3: 1 of 24x16", "4: 1 of 24x17", "6,7: 2 of 24x17"], batches);
    }

    [Fact]
    public void Reconstructions_are_handed_on_as_pictures_of_eight_bits()
    {
        using var source = PictureSource.Of(2, 16);
        var seen = 0;
        ReconstructionEvaluator.Evaluate(
            [new CodecCandidate("darker", 1, x => x.Minus(0.5))], source, new EvaluationOptions { Metrics = ["psnr"] },
            made: b =>
            {
                Assert.Equal("darker", b.Candidate.Name);
                for (var i = 0; i < b.Originals.Count; i++, seen++)
                    Assert.Equal(b.Originals[i].Pixels.Select(p => (byte)Math.Clamp(Math.Round(p - 63.75), 0, 255)), b.Reconstructions[i].Pixels);
            });
        Assert.Equal(2, seen);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        using var source = PictureSource.Of(1, 16);
        ICandidate[] copy = [new CodecCandidate("copy", 1, x => x.alias())];
        Assert.Equal("candidates", Assert.Throws<ArgumentNullException>(() => ReconstructionEvaluator.Evaluate((IReadOnlyList<ICandidate>)null!, source, new())).ParamName);
        Assert.Equal("source", Assert.Throws<ArgumentNullException>(() => ReconstructionEvaluator.Evaluate(copy, null!, new())).ParamName);
        Assert.Equal("options", Assert.Throws<ArgumentNullException>(() => ReconstructionEvaluator.Evaluate(copy, source, null!)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReconstructionEvaluator.Evaluate(copy, source, new() { BatchSize = 0 }));
        Assert.Contains("at least one", Assert.Throws<ConfigException>(() => ReconstructionEvaluator.Evaluate(copy, source, new() { Metrics = [] })).Message);
        Assert.Throws<ArgumentNullException>(() => MetricInfo.Check(null!));
        Assert.Throws<ArgumentNullException>(() => EvaluationPass.Of(null!));
        Assert.Throws<ArgumentException>(() => EvaluationPass.Of([]));
    }

    [Fact]
    public void An_interval_is_over_the_images_that_have_a_value()
    {
        var result = new ReconstructionResult
        {
            Name = "a",
            Metrics = new Dictionary<string, double>(),
            Values = new Dictionary<string, IReadOnlyList<double>> { ["psnr"] = [1, double.NaN, 3], ["ssim"] = [double.NaN] },
            Indices = [],
        };
        Assert.Equal(Bootstrap.Mean([1, 3]), result.IntervalOf("psnr"));
        Assert.Null(result.IntervalOf("ssim"));
        Assert.Null(result.IntervalOf("lpips"));
    }

    [Fact]
    public void Memory_of_tensors_does_not_grow_with_the_images()
    {
        using var model = TinyModel.Create(1);
        long Live(int images)
        {
            using var source = PictureSource.Of(images, 16);
            ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = WithoutWeights });
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        Live(2);
        Assert.Equal(Live(4), Live(20));
    }

    private static LiteVaeCodec Codec(Autoencoder model, InferencePrecision precision = InferencePrecision.Fp32) =>
        LiteVaeCodec.Create(model, new() { Precision = precision });
}
