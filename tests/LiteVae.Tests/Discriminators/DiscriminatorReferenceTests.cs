using System.Text.Json.Nodes;
using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Discriminators;

/// <summary>Against PyTorch in float64, with the same weights (tests/fixtures/discriminators/make.py).</summary>
public sealed class DiscriminatorReferenceTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    public void Unet_matches_PyTorch_in_training_and_evaluation(int resolution)
    {
        using var scope = NewDisposeScope();
        var expected = Fixture($"discriminators/unet-{resolution}.json");
        using var net = Fill(Discriminator.Create(new DiscriminatorConfig { Channels = 4, Resolution = resolution }));
        var x = Make([2, 3, resolution, resolution], 1000);
        net.train();
        var first = net.call(x);
        var second = net.call(x);
        net.eval();
        var third = net.call(x);

        AssertEqual(expected["training"], Small(first.Pixels));
        AssertEqual(expected["pixels"], Small(third.Pixels));
        AssertShape(expected, third.Pixels);
        var globals = new[] { first, second, third }.Select(o => o.Global!);
        foreach (var (number, global) in expected["globals"]!.AsArray().Zip(globals))
            AssertEqual(number, global);

        var weight = net.get_parameter("down.1.conv1.weight_orig")!;
        var gradient = autograd.grad([third.Pixels.Squared().mean().Plus(third.Global!.sum())], [weight])[0];
        AssertEqual(expected["gradient"], gradient.flatten()[..64]);
        AssertEqual(expected["u"], net.get_buffer("down.1.conv1.weight_u")!);
        AssertEqual(expected["v"], net.get_buffer("down.1.conv1.weight_v")!);
    }

    [Fact]
    public void Patchgan_matches_PyTorch_in_training_and_evaluation()
    {
        using var scope = NewDisposeScope();
        var expected = Fixture("discriminators/patchgan.json");
        using var net = Fill(Discriminator.Create(new DiscriminatorConfig { Type = DiscriminatorType.Patchgan, Channels = 4 }));
        var x = Make([2, 3, 64, 64], 1000);
        net.train();
        AssertEqual(expected["training"], net.call(x).Pixels);
        net.eval();
        var output = net.call(x);
        AssertEqual(expected["pixels"], output.Pixels);
        AssertShape(expected, output.Pixels);
        Assert.Null(output.Global);
        AssertEqual(expected["r1"], R1Penalty.Compute(net, x));
    }

    [Fact]
    public void Stylegan_and_its_penalty_match_PyTorch()
    {
        using var scope = NewDisposeScope();
        var expected = Fixture("discriminators/stylegan.json");
        var config = new DiscriminatorConfig { Type = DiscriminatorType.Stylegan, Channels = 2, Resolution = 128 };
        using var net = Fill(Discriminator.Create(config));
        var x = Make([8, 3, 128, 128], 1000);
        var output = net.call(x);
        AssertEqual(expected["pixels"], output.Pixels);
        AssertShape(expected, output.Pixels);
        var penalty = R1Penalty.Compute(net, x);
        AssertEqual(expected["r1"], penalty);
        AssertEqual(expected["r1_gradient"], autograd.grad([penalty], [net.get_parameter("from_rgb.weight")!])[0]);
    }

    private static Tensor Small(Tensor pixels) => nn.functional.avg_pool2d(pixels, pixels.size(3) / 16);

    private static void AssertShape(JsonNode expected, Tensor pixels) =>
        Assert.Equal(expected["shape"]!.AsArray().Select(n => n!.GetValue<long>()), pixels.shape);
}
