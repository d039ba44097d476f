using LiteVae.Checkpoints;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Codec.Models.Files;
using LiteVae.Diffusion.Denoisers;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Diffusion;

/// <summary>Prepared denoisers against the modules that they were prepared from, in double precision.</summary>
public sealed class DenoiserNetworkTests
{
    private static readonly UNetDenoiserConfig Small = new() { ModelChannels = 32, Multipliers = [1, 2], ResBlocks = 1, AttentionFactors = [2], HeadChannels = 16 };

    private static readonly DitConfig SmallDit = new() { Width = 48, Depth = 2, Heads = 3 };

    private static readonly Dictionary<string, DenoiserConfig> Variants = new()
    {
        ["unet"] = Small,
        ["heads by number"] = Small with { HeadChannels = null, Heads = 4, AttentionFactors = [1, 2] },
        ["scale and shift"] = Small with { ScaleShiftNorm = true },
        ["blocks resample"] = Small with { ResBlockResampling = true, Multipliers = [1, 1, 2] },
        ["scale, shift and blocks that resample"] = Small with { ScaleShiftNorm = true, ResBlockResampling = true, Labels = 3, Channels = 12 },
        ["unet of classes"] = Small with { Labels = 4 },
        ["wide"] = Small with { ModelChannels = 128, Multipliers = [1, 2, 2], ResBlocks = 2 },
        ["widths of odd groups"] = Small with { ModelChannels = 20, Multipliers = [1, 3], HeadChannels = null, Heads = 2 },
        ["one level"] = Small with { Multipliers = [1], AttentionFactors = [] },
        ["dit"] = SmallDit,
        ["dit of single positions"] = SmallDit with { Patch = 1, Channels = 3 },
        ["dit of classes"] = SmallDit with { Labels = 5, MlpRatio = 2 },
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Agrees_with_the_modules(string variant)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(Variants[variant]);
        using var network = Prepare(model);
        var x = randn(3, model.Config.Channels, 8, 12, dtype: ScalarType.Float64);
        double[] times = [3, 711, 3];
        int[] classes = model.Config.Labels > 0 ? [1, 0, 2] : [];
        var predicted = Predict(network, x, times, classes);
        model.to(ScalarType.Float64);
        var expected = model.call(x, tensor(times), classes.Length > 0 ? tensor(classes).to_type(ScalarType.Int64) : null);
        AssertClose(expected, predicted, 1e-5);
    }

    [Theory]
    [InlineData("ldm_unet_tiny")]
    [InlineData("ldm_unet_tiny_class")]
    public void The_unet_is_latent_diffusions(string name)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, $"fixtures/golden/{name}.safetensors"));
        using var network = DenoiserNetwork.Create(DenoiserTests.Golden[name], file, "weight.");
        double[] times = [.. file.Read("timesteps").to_type(ScalarType.Float64).data<double>()];
        int[] classes = file.Tensors.ContainsKey("classes") ? [.. file.Read("classes").to_type(ScalarType.Int32).data<int>()] : [];
        AssertClose(file.Read("output"), Predict(network, file.Read("input"), times, classes), 1e-4);
    }

    [Theory]
    [InlineData("wide")]
    [InlineData("scale, shift and blocks that resample")]
    [InlineData("dit of classes")]
    public void A_latent_has_the_same_prediction_in_every_batch(string variant)
    {
        using var scope = NewDisposeScope();
        using var model = Create(Variants[variant]);
        using var network = Prepare(model);
        var x = randn(18, model.Config.Channels, 32, 32, dtype: ScalarType.Float64);
        double[] times = [.. Enumerable.Range(0, 18).Select(i => i / 3 * 100.0)];
        int[] classes = [.. Enumerable.Range(0, model.Config.Labels > 0 ? 18 : 0).Select(i => i % 3)];
        var together = Predict(network, x, times, classes);
        foreach (var i in new[] { 0, 13, 17 })
            Assert.Equal(Predict(network, x[i].unsqueeze(0), [times[i]], classes.Length > 0 ? [classes[i]] : [])[0].data<double>(), together[i].data<double>());
    }

    [Fact]
    public void Guidance_leads_away_from_the_last_class()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Variants["unet of classes"]);
        using var network = Prepare(model);
        double[] latents = [.. randn(2 * 4 * 8 * 8, dtype: ScalarType.Float64).data<double>()];
        double[] Run(int[] classes, double guidance)
        {
            var prediction = new double[latents.Length];
            network.AsDenoise(8, 8, classes, guidance)(latents, 300, prediction);
            return prediction;
        }
        var (with, without) = (Run([1, 2], 1), Run([3], 1));
        Assert.Equal(with.Zip(without, (c, u) => u + 2.5 * (c - u)), Run([1, 2], 2.5), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.NotEqual(with, Run([2, 1], 1));
    }

    [Fact]
    public void Samplers_draw_what_they_draw_with_the_modules()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(Small);
        using var network = Prepare(model);
        model.to(ScalarType.Float64);
        var noise = new SampleNoise(5, 0, 2, 4 * 8 * 8);
        double[] Sample(Denoise denoise) =>
            Sampler.Sample(new DiffusionProcess(denoise, Prediction.Epsilon, new NoiseSchedule()), new SamplerOptions { Kind = SamplerKind.Dpmpp2M, Steps = 4 }, noise.Start());
        var expected = Sample((latents, time, prediction) =>
        {
            using var inner = NewDisposeScope();
            model.call(tensor(latents.ToArray(), [2, 4, 8, 8]), tensor(new[] { time, time }), null).contiguous().data<double>().CopyTo(prediction);
        });
        AssertClose(tensor(expected), tensor(Sample(network.AsDenoise(8, 8))), 1e-4);
        var scaled = new double[expected.Length];
        network.AsDenoise(8, 8, timeFactor: 1000)(expected, 0.25, scaled);
        var steps = new double[expected.Length];
        network.Predict(expected, 8, 8, [250], [], steps);
        Assert.Equal(steps, scaled);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Variants["unet of classes"]);
        using var tensors = new ModuleTensors(model);
        var missing = Assert.Throws<CheckpointException>(() => DenoiserNetwork.Create(Small with { ResBlocks = 2, Labels = 4 }, tensors));
        Assert.Contains(missing.Problems, p => p.Contains("input_blocks.2.0.in_layers.0.weight", StringComparison.Ordinal));
        Assert.Throws<CheckpointException>(() => DenoiserNetwork.Create(Small with { Labels = 4 }, tensors, "model."));
        using var network = DenoiserNetwork.Create(model.Config, tensors);
        var y = new double[256];
        network.Predict(new double[256], 8, 8, [1], [0], y);
        Assert.Throws<ArgumentException>(() => network.Predict(new double[256], 8, 8, [1], [], y));
        Assert.Throws<ArgumentException>(() => network.Predict(new double[256], 8, 8, [1], [4], y));
        Assert.Throws<ArgumentException>(() => network.Predict(new double[256], 8, 8, [1, 2], [0], y));
        Assert.Throws<ArgumentException>(() => network.Predict(new double[252], 9, 7, [1], [0], y));
        Assert.Throws<ArgumentException>(() => network.Predict(new double[255], 8, 8, [1], [0], y));
        Assert.Throws<ArgumentException>(() => network.AsDenoise(8, 8, guidance: 2));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => network.Predict(new double[256], 8, 8, [1], [0], y, stop.Token));
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Predict(new double[256], 8, 8, [1], [0], y));
    }

    private static Tensor Predict(DenoiserNetwork network, Tensor latents, double[] times, int[] classes)
    {
        double[] values = [.. latents.to_type(ScalarType.Float64).contiguous().data<double>()];
        var prediction = new double[values.Length];
        network.Predict(values, (int)latents.size(2), (int)latents.size(3), times, classes, prediction);
        return tensor(prediction, latents.shape);
    }

    // Norms are not all ones in trained models, nor are last layers zero.
    private static Denoiser Create(DenoiserConfig config)
    {
        manual_seed(3);
        var model = Denoiser.Create(config);
        model.eval();
        using var guard = no_grad();
        foreach (var parameter in model.parameters())
            parameter.AddInPlace(randn_like(parameter), 0.05);
        return model;
    }

    private static DenoiserNetwork Prepare(Denoiser model)
    {
        using var tensors = new ModuleTensors(model);
        return DenoiserNetwork.Create(model.Config, tensors);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().ToNumber() / expected.abs().max().ToNumber();
        Assert.True(error < tolerance, $"relative error {error:E2}");
    }
}
