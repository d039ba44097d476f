using System.Diagnostics;
using System.Globalization;
using LiteVae.Evaluation;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Evaluation;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

/// <summary>
/// Training and evaluation go on while another thread collects garbage and runs finalizers without a pause. What nothing refers to
/// any more is then freed at once, as it may be, rarely, in any long run: native code that still reads it fails or ends the process.
/// </summary>
/// <remarks>The environment variable LITEVAE_STRESS_SECONDS sets how long it takes.</remarks>
public sealed class CollectionStressTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Recipes that use every loss, every discriminator, accumulation, clipping and half precision between them.</summary>
    private static readonly string[][] s_settings =
    [
        [],
        ["loss.wavelet=0.1", "loss.gaussian=0.1", "train.accumulate=2", "train.gradient_clip=0.1"],
        ["loss.adversarial={discriminator: {channels: 4}, start: 1, warmup: 1, ramp: 1, cutmix: {probability: 1, ramp: 1}}"],
        ["loss.adversarial={discriminator: {type: patchgan, channels: 4, layers: 2}, loss: logistic, adaptive: true, start: 1}"],
        ["loss.adversarial={discriminator: {type: stylegan, channels: 4}, r1: {interval: 3}}"],
        ["train.precision=bf16"],
    ];

    private const int Steps = 12; // of a run

    private readonly TemporaryFolder _folder = new();

    private static TimeSpan Duration =>
        TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("LITEVAE_STRESS_SECONDS") ?? "20", CultureInfo.InvariantCulture));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_in_use_is_collected()
    {
        using var collector = new Collector();
        var clock = Stopwatch.StartNew();
        var (runs, steps, images) = (0, 0L, 0L);
        while (clock.Elapsed < Duration || runs < s_settings.Length)
        {
            steps += Train(s_settings[runs % s_settings.Length], runs);
            images += Evaluate(runs);
            runs++;
        }
        output.WriteLine($"{runs} runs with {steps} steps, {images} images evaluated, {collector.Collections} collections in {clock.Elapsed}");
        Assert.True(collector.Collections > 10 * runs, $"Only {collector.Collections} collections came in between.");
    }

    [Fact]
    public void Scalars_live_as_long_as_their_operation()
    {
        using var collector = new Collector();
        var clock = Stopwatch.StartNew();
        var operations = 0L;
        using var noGrad = no_grad();
        while (clock.Elapsed < Duration / 2)
        {
            using var scope = NewDisposeScope();
            var x = ones(4);
            for (var i = 1; i <= 50; i++)
            {
                var y = x.Times(2.0 * i).Plus(i).Minus(1).DividedBy(3.0 * i).Squared().Clamp(0, 4).ClampMin(-1.0).LeakyRelu(0.2).SubtractedFrom(1).Softplus().Plus(x);
                y.MultiplyInPlace(2).AddInPlace(x, i).AddInPlace(1).SubtractInPlace(0.5).DivideInPlace(2).AddProductInPlace(x, x, 0.25).AddQuotientInPlace(x, x, 0.25);
                var expected = (2 * (Math.Log(1 + Math.Exp(1 - Math.Pow((3.0 * i - 1) / (3.0 * i), 2))) + 1) + i + 0.5) / 2 + 0.5;
                Assert.Equal(expected, y.ClampInPlace(-100, 100).mean().ToNumber(), 1e-4);
                Assert.Equal(i, TensorFactory.Range(0, i).numel());
                Assert.Equal(7, y.Fill(7).Power(1).GreaterThan(6).sum().ToNumber() + 3);
                operations += 27;
            }
        }
        output.WriteLine($"{operations} operations, {collector.Collections} collections in {clock.Elapsed}");
    }

    private long Train(string[] settings, int run)
    {
        string[] all = [$"train.phases=[{{resolution: 16, steps: {Steps}, batch_size: 2}}]", "train.sample_every=6", "train.checkpoint_every=6", $"seed={run}", .. settings];
        var folder = new RunFolder(_folder[$"{run}"]);
        using (var trainer = Trainer.Start(TinyRecipe.Read(all), folder, CPU, new Recorder()))
        {
            var summary = trainer.Run();
            Assert.Equal((RunOutcome.Finished, Steps), (summary.Outcome, summary.Step));
        }
        Directory.Delete(_folder[$"{run}"], recursive: true);
        return Steps;
    }

    private static long Evaluate(int seed)
    {
        using var model = TinyModel.Create(seed);
        using var source = PictureSource.Of(5, 32);
        var result = ReconstructionEvaluator.Evaluate(model, source, new EvaluationOptions { Metrics = ["psnr", "ssim", "rate", "mmd", "latents"], BatchSize = 2 });
        Assert.All(result.Metrics.Values, value => Assert.True(double.IsFinite(value)));
        return result.Images;
    }

    /// <summary>Collects garbage and waits for finalizers, again and again, on a thread of its own.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _ended;
        private long _collections;

        public Collector()
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "collector" };
            _thread.Start();
        }

        public long Collections => Interlocked.Read(ref _collections);

        public void Dispose()
        {
            _ended = true;
            _thread.Join();
        }

        private void Work()
        {
            while (!_ended)
            {
                var start = Stopwatch.GetTimestamp();
                GC.Collect(_collections % 16 == 0 ? GC.MaxGeneration : 0);
                GC.WaitForPendingFinalizers();
                Interlocked.Increment(ref _collections);
                Thread.Sleep(1 + 2 * (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds); // a loaded machine would do nothing else
            }
        }
    }
}
