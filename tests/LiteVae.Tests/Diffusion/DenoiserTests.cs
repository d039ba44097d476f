using LiteVae.Checkpoints;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Models.Files;
using LiteVae.Diffusion.Denoisers;
using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Diffusion;

public sealed class DenoiserTests
{
    // Weights, inputs and outputs of the published network in float64.
    internal static readonly Dictionary<string, UNetDenoiserConfig> Golden = new()
    {
        ["ldm_unet_tiny"] = new() { ModelChannels = 32, AttentionFactors = [2], Multipliers = [1, 2], HeadChannels = 16 },
        ["ldm_unet_tiny_class"] = new()
        {
            Channels = 3,
            ModelChannels = 32,
            AttentionFactors = [1, 2],
            ResBlocks = 1,
            Multipliers = [1, 2, 2],
            HeadChannels = null,
            Heads = 4,
            ScaleShiftNorm = true,
            ResBlockResampling = true,
            Labels = 5,
        },
    };

    [Theory]
    [InlineData("ldm_unet_tiny")]
    [InlineData("ldm_unet_tiny_class")]
    public void The_unet_is_latent_diffusions(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, $"fixtures/golden/{name}.safetensors"));
        using var model = Denoiser.Create(Golden[name]);
        const string Prefix = "weight.";
        var weights = file.Tensors.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(k => k[Prefix.Length..], k => file.Read(k));
        Assert.Equal(weights.Keys.Order(), model.state_dict().Keys.Order());
        NamedWeights.Copy(model, weights, name);
        model.eval();

        var times = file.Read("timesteps");
        var embedding = TimestepEmbedding.Of(times, 32);
        Assert.True((embedding - file.Read("time_embedding")).abs().max().ToNumber() < 1e-5); // float32 sinusoids of up to 1000 radians
        var output = model.call(file.Read("input"), times, file.Tensors.ContainsKey("classes") ? file.Read("classes") : null);
        var expected = file.Read("output");
        Assert.True((output - expected).abs().max().ToNumber() < 1e-4 * expected.abs().max().ToNumber());
    }

    [Theory]
    [InlineData("ldm-faces", 274_060_196)]
    [InlineData("ldm-churches", 294_966_916)]
    public void Networks_have_the_published_number_of_parameters(string preset, long parameters) => Assert.Equal(parameters, Parameters(DenoiserPresets.Get(preset)));

    // Only the first and the last convolution know the latent's channels, so that a network of one level tells the difference.
    [Theory]
    [InlineData(3, 274_056_163)]
    [InlineData(12, 274_092_460)]
    public void Latents_of_other_channels_change_the_first_and_the_last_convolution(int channels, long parameters)
    {
        var small = new UNetDenoiserConfig { Multipliers = [1], ResBlocks = 1 };
        Assert.Equal(parameters - 274_060_196, Parameters(small with { Channels = channels }) - Parameters(small));
    }

    [Fact]
    public void The_small_unet_has_about_three_million_parameters() =>
        Assert.InRange(Parameters(DenoiserPresets.Get("ldm-mini")), 2_500_000, 3_500_000);

    // DiT-S/2 and DiT-B/2 of the paper have 33.0 and 130.5 million (Peebles and Xie 2023, table 1 and 4), with 1000 classes and sigma.
    [Theory]
    [InlineData("dit-s", 32.9e6)]
    [InlineData("dit-b", 130.4e6)]
    public void Transformers_have_about_the_published_number_of_parameters(string preset, double parameters) =>
        Assert.InRange(Parameters(DenoiserPresets.Get(preset) with { Labels = 1001 }), 0.995 * parameters, 1.005 * parameters);

    [Theory]
    [InlineData("ldm-mini", 0)]
    [InlineData("ldm-mini", 3)]
    [InlineData("dit", 0)]
    [InlineData("dit", 3)]
    public void A_fresh_network_predicts_zero_and_every_parameter_learns_once_it_does_not(string kind, int labels)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = Create(kind, labels);
        var (x, times) = (randn(2, 4, 8, 8), tensor(new[] { 3f, 700f }));
        var classes = labels > 0 ? tensor(new[] { 0L, 2L }) : null;
        Assert.Equal(0, model.call(x, times, classes).abs().max().ToNumber());
        using (no_grad())
        {
            foreach (var parameter in model.parameters())
                parameter.AddInPlace(randn_like(parameter), 0.02);
        }
        model.call(x, times, classes).Squared().sum().backward();
        Assert.Empty(model.named_parameters().Where(p => p.parameter.grad is not { } grad || grad.abs().max().ToNumber() == 0).Select(p => p.name));
    }

    [Theory]
    [InlineData("ldm-mini")]
    [InlineData("dit")]
    public void Time_class_and_position_matter(string kind)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        manual_seed(1);
        using var model = Create(kind, 3);
        foreach (var parameter in model.parameters())
            parameter.AddInPlace(randn_like(parameter), 0.05);
        Tensor Run(Tensor latents, double time, long label) => model.call(latents, tensor(new[] { (float)time }), tensor(new[] { label }));
        var x = randn(1, 4, 8, 8);
        var y = Run(x, 10, 0);
        Assert.True((y - Run(x, 500, 0)).abs().max().ToNumber() > 1e-3);
        Assert.True((y - Run(x, 10, 1)).abs().max().ToNumber() > 1e-3);
        Assert.True((y - Run(x.flip(3), 10, 0).flip(3)).abs().max().ToNumber() > 1e-3);
        Assert.Equal([1L, 4, 12, 8], Run(randn(1, 4, 12, 8), 10, 0).shape);
    }

    [Fact]
    public void Wrong_inputs_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Create("ldm-mini", 0);
        var times = tensor(new[] { 1f });
        Assert.Throws<ArgumentException>(() => model.call(randn(1, 3, 8, 8), times, null));
        Assert.Throws<ArgumentException>(() => model.call(randn(1, 4, 7, 8), times, null));
        Assert.Throws<ArgumentException>(() => model.call(randn(1, 4, 8, 8), times, tensor(new[] { 0L })));
        using var classes = Create("dit", 2);
        Assert.Throws<ArgumentException>(() => classes.call(randn(1, 4, 8, 8), times, null));
    }

    private static long Parameters(DenoiserConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Denoiser.Create(config);
        return model.parameters().Sum(p => p.numel());
    }

    private static Denoiser Create(string kind, int labels) => Denoiser.Create(
        (kind == "dit" ? new DitConfig { Width = 32, Depth = 2, Heads = 2 } : DenoiserPresets.Get(kind)) with { Labels = labels });
}
