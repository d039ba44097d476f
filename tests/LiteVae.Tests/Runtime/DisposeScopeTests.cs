using LiteVae.Autoencoders;
using LiteVae.Data.Loading;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Similarity;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Evaluation;
using LiteVae.Tests.Runs;
using LiteVae.Tests.Training;
using LiteVae.Training;
using LiteVae.Wavelets;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runtime;

/// <summary>The library makes its tensors inside dispose scopes of its own, whether or not the caller has one.</summary>
/// <remarks>
/// A scope refers to its tensors until it ends. A tensor that was made outside of any scope may be collected during its last use,
/// while libtorch still reads it. Tensors that an object owns, such as a network's weights, are made outside on purpose, before the
/// work that is counted here.
/// </remarks>
public sealed class DisposeScopeTests : IDisposable
{
    private static readonly Dictionary<string, Action<Subject>> s_works = new()
    {
        ["Autoencoder.forward"] = s => s.Model.call(s.Images).Dispose(),
        ["DiagonalGaussian"] = s =>
        {
            using var posterior = s.Model.Encode(s.Images);
            posterior.Sample().Dispose();
            posterior.KullbackLeibler().Dispose();
        },
        ["LiteVaeCodec of tensors"] = s =>
        {
            foreach (var codec in new[] { s.Codec, s.HalfPrecisionCodec })
            {
                using var posterior = codec.Encode(s.Images);
                codec.Decode(posterior.Mean).Dispose();
            }
        },
        ["LiteVaeCodec of pictures"] = s =>
        {
            using var posterior = s.Codec.Encode(new RgbImage(32, 32));
            s.Codec.Decode(posterior.Mean, 32, 32);
            s.HalfPrecisionCodec.Reconstruct(new RgbImage(32, 32));
        },
        ["ImageTensors"] = s => ImageTensors.ToTensor(ImageTensors.ToImages(s.Images)[0]).Dispose(),
        ["HaarTransform"] = s =>
        {
            using var bands = HaarTransform.Analyze(s.Images);
            HaarTransform.Synthesize(bands).Dispose();
        },
        ["Psnr, Ssim"] = s => Assert.True(Psnr.Of(s.Images, s.Images)[0] > 90 && Ssim.Of(s.Images, s.Images)[0] > 0.99),
        ["LatentStatistics"] = s => new LatentStatistics(3).Add(s.Images),
        ["BatchLoader"] = _ =>
        {
            using var source = PictureSource.Of(5, 32);
            using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(16, 2, 2)), seed: 1, workers: 1, flip: false);
            loader.Next().Images.Dispose();
        },
        ["ReconstructionEvaluator"] = s =>
        {
            using var source = PictureSource.Of(5, 32);
            ReconstructionEvaluator.Evaluate(
                [new AutoencoderCandidate("model", s.Codec), .. CodecCandidate.Baselines()], source,
                new EvaluationOptions { Metrics = ["psnr", "ssim", "rate", "mmd", "latents"], BatchSize = 2 });
        },
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Works => [.. s_works.Keys];

    private static long MadeOutside => DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Works))]
    public void No_tensor_is_made_outside_of_scopes(string work)
    {
        using var subject = new Subject();
        s_works[work](subject); // what is made once, and kept, is made here
        var before = MadeOutside;
        s_works[work](subject);
        Assert.Equal(0, MadeOutside - before);
    }

    [Theory]
    [InlineData("loss.wavelet=0.1", "loss.gaussian=0.1", "train.gradient_clip=0.1")]
    [InlineData("loss.adversarial={discriminator: {channels: 4}, start: 1, warmup: 1, ramp: 1, cutmix: {probability: 1, ramp: 1}}")]
    [InlineData("train.phases=[{resolution: 16, steps: 8, batch_size: 2}]", "train.accumulate=2")]
    [InlineData("train.precision=bf16")]
    public void No_step_makes_tensors_outside_of_scopes(params string[] settings)
    {
        List<long> counts = [];
        var recipe = TinyRecipe.Read(settings);
        using (var trainer = Trainer.Start(recipe, new RunFolder(_folder["run"]), CPU, new Recorder { OnStep = _ => counts.Add(MadeOutside) }))
            trainer.Run();
        Assert.Equal(8, counts.Count);
        Assert.Single(counts.Distinct()); // with samples and checkpoints in between
    }

    private sealed class Subject : IDisposable
    {
        public Subject()
        {
            Codec = LiteVaeCodec.Create(Model);
            HalfPrecisionCodec = LiteVaeCodec.Create(Model, new CodecOptions { Precision = InferencePrecision.Bf16 });
        }

        public Autoencoder Model { get; } = TinyModel.Create(1);

        public Tensor Images { get; } = zeros(2, 3, 32, 32).uniform_(-1, 1);

        public LiteVaeCodec Codec { get; }

        public LiteVaeCodec HalfPrecisionCodec { get; }

        public void Dispose()
        {
            Codec.Dispose();
            HalfPrecisionCodec.Dispose();
            Images.Dispose();
            Model.Dispose();
        }
    }
}
