using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Losses;
using LiteVae.Losses.Perceptual;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

/// <summary>Files made here, with the names and shapes of the published ones.</summary>
public sealed class PerceptualWeightsTests : IDisposable
{
    private readonly WeightsEnvironment _weights = new();

    public static TheoryData<PerceptualNetwork> Networks => [.. Enum.GetValues<PerceptualNetwork>()];

    public void Dispose() => _weights.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Lpips_is_that_of_the_files(PerceptualNetwork network)
    {
        using var scope = NewDisposeScope();
        var (features, linear) = Write(network);
        using var lpips = Lpips.FromWeights(network);
        using var expected = new Lpips(network);
        expected.Load(features, linear);
        Assert.Equal(network, lpips.Network);
        AssertSame(expected, lpips);
    }

    [Fact]
    public void Esrgans_loss_is_that_of_the_file()
    {
        using var scope = NewDisposeScope();
        using var net = PerceptualBackbone.Vgg19();
        Write("vgg19", net.state_dict());
        using var loss = EsrganPerceptual.FromWeights();
        using var expected = new EsrganPerceptual();
        expected.Load(net.state_dict());
        AssertSame(expected, loss);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void All_that_is_missing_is_told_before_anything_is_read(PerceptualNetwork network)
    {
        var names = string.Join(' ', Lpips.WeightsOf(network));
        Assert.Contains($"\"litevae weights fetch {names}\"", Assert.Throws<CheckpointException>(() => Lpips.FromWeights(network)).Message);
        Assert.Contains("\"litevae weights fetch vgg19\"", Assert.Throws<CheckpointException>(EsrganPerceptual.FromWeights).Message);
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_named_with_their_file()
    {
        using var scope = NewDisposeScope();
        var (features, linear) = Write(PerceptualNetwork.Squeeze);
        linear["lin2.model.1.weight"] = zeros(1, 3, 1, 1);
        Write("lpips-squeeze", linear);
        var message = Assert.Throws<CheckpointException>(() => Lpips.FromWeights(PerceptualNetwork.Squeeze)).Message;
        Assert.StartsWith(_weights["lpips-squeeze.pth"], message, StringComparison.Ordinal);
        Assert.Contains("lin2.model.1", message);
        Assert.Contains("[1,3,1,1], expected [1,256,1,1]", message);
        Assert.DoesNotContain("Parameter", message);

        features.Remove("features.3.squeeze.bias");
        Write("squeezenet1_1", features);
        message = Assert.Throws<CheckpointException>(() => Lpips.FromWeights(PerceptualNetwork.Squeeze)).Message;
        Assert.StartsWith(_weights["squeezenet1_1.pth"], message, StringComparison.Ordinal);
        Assert.Contains("features.3.squeeze.bias is missing", message);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_objective_weighs_the_distance_which_the_network_computes_in_the_type_asked_for(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Write(PerceptualNetwork.Squeeze);
        var config = new LossConfig
        {
            L1 = 3,
            Wavelet = 0,
            Gaussian = 0,
            Kl = 0,
            Perceptual = new LpipsConfig { Net = PerceptualNetwork.Squeeze, Weight = 0.25 },
            ScaleEquivariance = new() { Weight = 5 },
        };
        using var objective = new ReconstructionObjective(config, type, CPU);
        using var lpips = Lpips.FromWeights(PerceptualNetwork.Squeeze);
        lpips.ComputeIn(type);
        var (image, output) = (Make([2, 3, 48, 40], 1).@float(), Make([2, 3, 48, 40], 2).@float());
        var terms = objective.Compute(output, image, new DiagonalGaussian(zeros(2, 8, 6, 5)));
        var distance = lpips.call(image, output).mean();
        Assert.True(distance.Same(terms.Named.Single(t => t.Name == "loss/perceptual").Value));
        Assert.Equal(3 * (output - image).abs().mean().item<float>() + 0.25f * distance.item<float>(), terms.Reconstruction.item<float>(), 1e-5f);

        var (half, smaller) = (Make([2, 3, 24, 20], 3).@float(), nn.functional.avg_pool2d(image, 2));
        objective.AddScaleEquivariance(terms, half, image);
        var expected = 3 * (half - smaller).abs().mean().item<float>() + 0.25f * lpips.call(smaller, half).mean().item<float>();
        Assert.Equal(expected, terms.Named.Single(t => t.Name == "loss/scale_equivariance").Value.item<float>(), 1e-5f);
    }

    private static void AssertSame(PerceptualLoss expected, PerceptualLoss actual)
    {
        using var noGrad = no_grad();
        var (x, y) = (Make([1, 3, 64, 48], 1).@float(), Make([1, 3, 64, 48], 2).@float());
        var distance = expected.call(x, y);
        Assert.True(distance.Same(actual.call(x, y)));
        Assert.True(distance.item<float>() > 0);
    }

    private (Dictionary<string, Tensor> Features, Dictionary<string, Tensor> Linear) Write(PerceptualNetwork network)
    {
        using var net = network switch
        {
            PerceptualNetwork.Vgg => PerceptualBackbone.Vgg16(),
            PerceptualNetwork.Alex => PerceptualBackbone.AlexNet(),
            _ => PerceptualBackbone.SqueezeNet(),
        };
        var features = net.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().clone());
        var linear = net.Channels.Select((c, i) => (Name: $"lin{i}.model.1.weight", Value: Make([1, c, 1, 1], i).abs().@float())).ToDictionary(t => t.Name, t => t.Value);
        var names = Lpips.WeightsOf(network);
        Write(names[0], features);
        Write(names[1], linear);
        return (features, linear);
    }

    private void Write(string name, Dictionary<string, Tensor> tensors) =>
        SafetensorsWriter.Write(_weights[$"{name}.pth"], new Dictionary<string, Tensor>(tensors) { ["classifier.1.weight"] = zeros(2, 2) });
}
