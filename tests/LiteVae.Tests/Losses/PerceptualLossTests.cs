using System.Text.Json.Nodes;
using LiteVae.Losses.Perceptual;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

/// <summary>Against torchvision's networks in float64, with the same weights (tests/fixtures/perceptual/make.py).</summary>
public sealed class PerceptualLossTests
{
    public static TheoryData<PerceptualNetwork> Networks => [.. Enum.GetValues<PerceptualNetwork>()];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Lpips_and_its_gradient_match_PyTorch(PerceptualNetwork network)
    {
        using var scope = NewDisposeScope();
        var expected = Fixture("perceptual/distances.json")[network.ToString().ToLowerInvariant()]!;
        using var lpips = Filled(network);
        AssertMatches(expected, lpips);
        Assert.Equal(Names(expected).Count() + expected["widths"]!.AsArray().Count, lpips.state_dict().Count);
        Assert.Equal(expected["widths"]!.AsArray().Select(n => n!.GetValue<long>()),
            lpips.state_dict().Where(t => t.Key.StartsWith("lin", StringComparison.Ordinal)).OrderBy(t => t.Key).Select(t => t.Value.size(1)));
    }

    [Fact]
    public void Esrgans_loss_and_its_gradient_match_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = Fixture("perceptual/distances.json")["esrgan"]!;
        using var net = Fill(PerceptualBackbone.Vgg19());
        using var loss = new EsrganPerceptual();
        loss.to(ScalarType.Float64);
        loss.Load(net.state_dict());
        AssertMatches(expected, loss);
    }

    [Fact]
    public void Networks_have_torchvisions_names()
    {
        var expected = Fixture("perceptual/distances.json");
        AssertNames("vgg", PerceptualBackbone.Vgg16());
        AssertNames("alex", PerceptualBackbone.AlexNet());
        AssertNames("squeeze", PerceptualBackbone.SqueezeNet());
        AssertNames("esrgan", PerceptualBackbone.Vgg19());
        void AssertNames(string name, PerceptualBackbone net)
        {
            using (net)
                Assert.Equal(Names(expected[name]!), net.state_dict().Keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Lpips_gradient_is_that_of_finite_differences()
    {
        using var lpips = Filled(PerceptualNetwork.Squeeze);
        using var image = Make([1, 3, 20, 20], 1);
        using var output = Make([1, 3, 20, 20], 2);
        GradientCheck.Assert(y => lpips.call(image, y).sum(), output, tolerance: 1e-5);
    }

    [Fact]
    public void Esrgan_gradient_is_that_of_finite_differences()
    {
        using var loss = Fill(new EsrganPerceptual());
        using var image = Make([1, 3, 16, 16], 1);
        using var output = Make([1, 3, 16, 16], 2);
        GradientCheck.Assert(y => loss.call(image, y).sum(), output, tolerance: 1e-5, samples: 12);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Features_that_are_all_zero_have_a_finite_gradient(ScalarType type)
    {
        using var features = zeros(1, 8, 2, 2, dtype: type).requires_grad_(true);
        using var unit = Lpips.Unit(features);
        unit.sum().backward();
        Assert.Equal(0, unit.abs().max().to_type(ScalarType.Float64).item<double>());
        Assert.True(features.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-9)] // Near the epsilon, which then counts.
    public void The_guard_changes_no_other_value(double scale)
    {
        using var x = Make([1, 8, 2, 2], 1, scale);
        using var expected = x / x.Squared().sum(1, keepdim: true).sqrt().Plus(1e-10);
        Assert.True(Lpips.Unit(x).Same(expected));
        GradientCheck.Assert(f => (Lpips.Unit(f) * Make([1, 8, 2, 2], 2)).sum(), x, step: scale * 1e-6);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Computed_in_bfloat16_the_distance_stays_near(PerceptualNetwork network)
    {
        using var lpips = Filled(network);
        lpips.to(ScalarType.Float32);
        using var x = Make([2, 3, 64, 64], 1).@float();
        using var y = x.Plus(Make([2, 3, 64, 64], 2, 0.3).@float()).requires_grad_(true);
        using var single = lpips.call(x, y);
        lpips.ComputeIn(ScalarType.BFloat16);
        using var half = lpips.call(x, y);
        Assert.Equal(ScalarType.Float32, half.dtype);
        Assert.InRange(((single - half).abs() / single).max().item<float>(), 1e-7f, 0.03f);
        half.sum().backward();
        Assert.True(y.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Lpips_is_a_symmetric_distance_and_zero_for_equal_images()
    {
        using var lpips = Filled(PerceptualNetwork.Alex);
        using var x = Make([2, 3, 40, 40], 1);
        using var y = Make([2, 3, 40, 40], 2);
        using var forth = lpips.call(x, y);
        Assert.True(forth.allclose(lpips.call(y, x)));
        Assert.True(forth.min().item<double>() > 0);
        Assert.Equal(0, lpips.call(x, x).abs().max().item<double>());
    }

    [Fact]
    public void Networks_are_frozen_but_pass_the_gradient_on()
    {
        using var lpips = Filled(PerceptualNetwork.Alex);
        Assert.All(lpips.parameters(), p => Assert.False(p.requires_grad));
        lpips.train();
        using var x = Make([1, 3, 40, 40], 1);
        using var training = lpips.call(x, -x);
        lpips.eval();
        Assert.True(training.Same(lpips.call(x, -x))); // No dropout.
    }

    [Fact]
    public void Forward_leaves_no_tensor_behind()
    {
        using var lpips = Filled(PerceptualNetwork.Squeeze);
        using var x = Make([1, 3, 32, 32], 1);
        using var scope = NewDisposeScope();
        _ = lpips.call(x, x);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Published_files_load_by_their_names()
    {
        using var scope = NewDisposeScope();
        using var lpips = new Lpips(PerceptualNetwork.Alex);
        using var net = PerceptualBackbone.AlexNet();
        var features = net.state_dict();
        features["classifier.1.weight"] = zeros(2, 2); // As in torchvision's file.
        var linear = net.Channels.Select((c, i) => (Name: $"lin{i}.model.1.weight", Value: zeros([1, c, 1, 1]).Fill(i + 1f))).ToDictionary(t => t.Name, t => t.Value);
        lpips.Load(features, linear);
        foreach (var (name, value) in linear)
            Assert.True(value.Same(lpips.state_dict()[name]));
        Assert.True(features["features.10.bias"].Same(lpips.state_dict()["net.features.10.bias"]));

        linear.Remove("lin3.model.1.weight");
        Assert.Contains("lin3.model.1", Assert.Throws<ArgumentException>(() => lpips.Load(features, linear)).Message);
        features["features.0.weight"] = zeros(64, 3, 3, 3);
        features.Remove("features.0.bias");
        var message = Assert.Throws<ArgumentException>(() => lpips.Load(features, linear)).Message;
        Assert.Contains("features.0.weight is [64,3,3,3], expected [64,3,11,11]", message);
        Assert.Contains("features.0.bias is missing", message);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_least_size_works_and_one_less_is_refused(PerceptualNetwork network)
    {
        using var lpips = new Lpips(network);
        var least = network switch { PerceptualNetwork.Vgg => 16, PerceptualNetwork.Alex => 31, _ => 17 };
        using var noGrad = no_grad();
        using var x = randn(1, 3, least, least);
        Assert.True(lpips.call(x, -x).isfinite().all().item<bool>());
        using var small = randn(1, 3, least, least - 1);
        var error = Assert.Throws<ArgumentException>(() => lpips.call(small, small));
        Assert.Contains($"sides from {least}; got [1,3,{least},{least - 1}]", error.Message);
        Assert.Throws<ArgumentException>(() => lpips.call(x, small));
    }

    private static Lpips Filled(PerceptualNetwork network)
    {
        var lpips = new Lpips(network);
        lpips.to(ScalarType.Float64);
        using var net = Fill(network switch
        {
            PerceptualNetwork.Vgg => PerceptualBackbone.Vgg16(),
            PerceptualNetwork.Alex => PerceptualBackbone.AlexNet(),
            _ => PerceptualBackbone.SqueezeNet(),
        });
        var linear = net.Channels.Select((c, i) => (Name: $"lin{i}.model.1.weight", Value: Make([1, c, 1, 1], 100 + i).abs()));
        lpips.Load(net.state_dict(), linear.ToDictionary(t => t.Name, t => t.Value));
        return lpips;
    }

    private static void AssertMatches(JsonNode expected, PerceptualLoss loss)
    {
        var x = Make([2, 3, 64, 48], 1000);
        var y = x.Plus(Make([2, 3, 64, 48], 1001, 0.3)).requires_grad_(true);
        var distance = loss.call(x, y);
        AssertEqual(expected["distance"], distance);
        var gradient = autograd.grad([distance.sum()], [y])[0];
        AssertEqual(expected["gradient"], gradient[0, .., ..4, ..4]);
        AssertEqual(expected["gradient_norm"], gradient.norm());
    }

    private static IEnumerable<string> Names(JsonNode expected) =>
        expected["names"]!.AsArray().Select(n => n!.GetValue<string>()).Order(StringComparer.Ordinal);
}
