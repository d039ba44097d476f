using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Evaluation.Generation;
using LiteVae.Evaluation.Inception;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Generation;

public sealed class GenerationEvaluatorTests
{
    private static readonly GenerationEvaluationOptions s_options = new() { Samples = 12, BatchSize = 5 };

    [Fact]
    public void A_generator_of_the_same_images_is_perfect_and_batches_do_not_matter()
    {
        using var source = PictureSource.Of(12, 16);
        var result = GenerationEvaluator.Evaluate(new Copies(source), source, s_options);
        Assert.Equal(["fid_random", "mmd_random", "mmd_random_std", "precision_random", "recall_random"], result.Metrics.Keys);
        Assert.Equal((12, 12, false, 0), (result.Samples, result.Images, result.Partial, result.Skipped));
        Assert.Equal(0, result.Metrics["fid_random"], 1e-6);
        Assert.Equal((1, 1), (result.Metrics["precision_random"], result.Metrics["recall_random"]));
        Assert.Contains("fid_random from 12 images, fewer than its 134 features", Assert.Single(result.Warnings));
        Assert.Equal(12 * 4, result.Latents.Count);
        Assert.Equal(5.5, result.Latents.Mean()[0], 1e-9);
        var whole = GenerationEvaluator.Evaluate(new Copies(source), source, s_options with { BatchSize = 12 });
        Assert.Equal(result.Metrics["mmd_random"], whole.Metrics["mmd_random"], 1e-6);
    }

    [Fact]
    public void Of_much_data_a_part_is_taken_that_is_spread_over_the_whole()
    {
        using var source = new Numbered(PictureSource.Of(100, 16));
        var result = GenerationEvaluator.Evaluate(new Copies(PictureSource.Of(100, 16)), source, s_options with { Limit = 4, Metrics = ["mmd_random"] });
        Assert.Equal([0, 25, 50, 75], source.Loaded);
        Assert.Equal((12, 4), (result.Samples, result.Images));
    }

    [Fact]
    public void Broken_images_are_counted_and_few_images_have_no_manifold()
    {
        using var source = new PictureSource((16, 16), (0, 0), (16, 16), (16, 16));
        var result = GenerationEvaluator.Evaluate(new Copies(PictureSource.Of(4, 16)), source, s_options with { Samples = 4, Metrics = ["precision_random", "recall_random"] });
        Assert.Empty(result.Metrics);
        Assert.Equal((1, 3), (result.Skipped, result.Images));
        Assert.Contains("precision_random and recall_random need at least 4 images", result.Warnings);
        using var broken = new PictureSource((0, 0), (0, 0));
        Assert.Contains("not one image can be read", Assert.Throws<DatasetException>(() => GenerationEvaluator.Evaluate(new Copies(broken), broken, s_options)).Message);
    }

    [Fact]
    public void Stopped_it_tells_what_whole_batches_have_shown()
    {
        using var source = PictureSource.Of(12, 16);
        using var stop = new CancellationTokenSource();
        var result = GenerationEvaluator.Evaluate(new Copies(source), source, s_options, p =>
        {
            if (p.Done == 12 + 5)
                stop.Cancel();
        }, stop.Token);
        Assert.Equal((5, 12, true), (result.Samples, result.Images, result.Partial));
        Assert.True(result.Metrics["fid_random"] >= 0);
    }

    [Fact]
    public void Inception_figures_come_from_the_users_weights_which_are_asked_for_before_anything_is_drawn()
    {
        using var weights = new WeightsEnvironment();
        using var source = PictureSource.Of(5, 16);
        var options = s_options with { Samples = 5, Metrics = ["fid", "kid", "precision", "recall"] };
        Assert.Contains("litevae weights fetch inception-fid", Assert.Throws<CheckpointException>(() => GenerationEvaluator.Evaluate(new Refusing(), source, options)).Message);
        manual_seed(0);
        using (var inception = new InceptionV3())
        {
            using var scope = NewDisposeScope();
            SafetensorsWriter.Write(weights["inception-fid.pth"], inception.state_dict());
        }
        var result = GenerationEvaluator.Evaluate(new Copies(source), source, options);
        Assert.Equal(["fid", "kid", "kid_std", "precision", "recall"], result.Metrics.Keys);
        Assert.Equal((1, 1), (result.Metrics["precision"], result.Metrics["recall"]));
    }

    [Fact]
    public void Wrong_names_are_told_with_the_nearest()
    {
        using var source = PictureSource.Of(5, 16);
        var error = Assert.Throws<ConfigException>(() => GenerationEvaluator.Evaluate(new Refusing(), source, s_options with { Metrics = ["fid_randon", "psnr"] }));
        Assert.Contains("fid_random", error.Message);
        Assert.Contains("\"psnr\" is not known", error.Message);
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        using var source = PictureSource.Of(6, 16);
        TensorLeaks.AssertNone(() => GenerationEvaluator.Evaluate(new Copies(source), source, s_options with { Samples = 6 }));
    }

    /// <summary>Generates a source's images; latent i holds i everywhere.</summary>
    private sealed class Copies(IImageSource source) : IImageGenerator
    {
        public IReadOnlyList<int> LatentShape => [2, 2, 2];

        public (int Height, int Width) ImageSize => (16, 16);

        public GeneratedBatch Draw(long first, int count, Action<double>? progress, CancellationToken cancellationToken)
        {
            long[] indices = [.. Enumerable.Range(0, count).Select(i => first + i)];
            return new([.. indices.Select(i => source.TryLoad(i, new LoadOptions(16, false, false, 0))!)], [.. indices.Select(i => Enumerable.Repeat((float)i, 8).ToArray())]);
        }
    }

    private sealed class Refusing : IImageGenerator
    {
        public IReadOnlyList<int> LatentShape => [2, 2, 2];

        public (int Height, int Width) ImageSize => (16, 16);

        public GeneratedBatch Draw(long first, int count, Action<double>? progress, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing shall be drawn.");
    }

    /// <summary>Notes which images are loaded.</summary>
    private sealed class Numbered(IImageSource inner) : IImageSource
    {
        public List<long> Loaded { get; } = [];

        public string Description => inner.Description;

        public long? Count => inner.Count;

        public SkippedImages Skipped => inner.Skipped;

        public string NameOf(long index) => inner.NameOf(index);

        public RgbImage? TryLoad(long index, in LoadOptions options)
        {
            Loaded.Add(index);
            return inner.TryLoad(index, options);
        }

        public void Dispose() => inner.Dispose();
    }
}
