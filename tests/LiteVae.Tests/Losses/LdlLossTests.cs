using LiteVae.Losses;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class LdlLossTests
{
    private readonly Tensor _image = Make([2, 3, 12, 10], 1000);
    private readonly Tensor _output = Make([2, 3, 12, 10], 1001);
    private readonly Tensor _ema = Make([2, 3, 12, 10], 1002);

    [Fact]
    public void Map_and_loss_match_PyTorch()
    {
        var expected = Fixture("layers/layers.json")["ldl"]!;
        AssertEqual(expected["weights"], LdlLoss.Weights(_image, _output, _ema));
        AssertEqual(expected["loss"], LdlLoss.Compute(_image, _output, _ema));
        AssertEqual(expected["loss"], LdlLoss.Compute(_image.@float(), _output.@float(), _ema.@float()), 1e-5);
    }

    [Theory]
    [InlineData(false, "gradient")]
    [InlineData(true, "gradient_detached")]
    public void Gradient_matches_PyTorch(bool detach, string name)
    {
        using var y = _output.clone().requires_grad_(true);
        AssertEqual(Fixture("layers/layers.json")["ldl"]![name], autograd.grad([LdlLoss.Compute(_image, y, _ema, detach)], [y])[0]);
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences() =>
        GradientCheck.Assert(y => LdlLoss.Compute(_image, y, _ema), _output);

    [Fact]
    public void Gradient_is_that_of_finite_differences_with_the_map_held()
    {
        using var weights = LdlLoss.Weights(_image, _output, _ema);
        GradientCheck.Assert(y => (weights * y - weights * _image).abs().mean(), _output); // The map is not differentiated:
        using var y = _output.clone().requires_grad_(true);
        using var held = _output.clone().requires_grad_(true);
        var actual = autograd.grad([LdlLoss.Compute(_image, y, _ema, detach: true)], [y])[0];
        var expected = autograd.grad([(weights * held - weights * _image).abs().mean()], [held])[0];
        Assert.True(actual.allclose(expected, rtol: 1e-12, atol: 1e-15));
    }

    [Fact]
    public void Where_the_averaged_model_is_worse_nothing_counts()
    {
        using var map = LdlLoss.Weights(_image, _output, _output.Plus(_output - _image));
        Assert.Equal(0, map.abs().max().item<double>());
        using var all = LdlLoss.Weights(_image, _output, _image);
        Assert.True(all.min().item<double>() > 0);
        Assert.True(all.Same(LdlLoss.Weights(_image, _output, _output)), "Where both are as good, everything counts.");
    }

    [Fact]
    public void A_perfect_reconstruction_has_no_loss_and_a_finite_gradient()
    {
        using var y = _image.clone().requires_grad_(true);
        using var loss = LdlLoss.Compute(_image, y, _image);
        loss.backward();
        Assert.Equal(0, loss.item<double>());
        Assert.True(y.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        Assert.Throws<ArgumentException>(() => LdlLoss.Compute(_image, _output, _ema[0]));
        foreach (var shape in new long[][] { [1, 3, 3, 9], [1, 3, 9, 3], [3, 9, 9] })
        {
            using var x = zeros(shape);
            var message = Assert.Throws<ArgumentException>(() => LdlLoss.Compute(x, x, x)).Message;
            Assert.Contains($"sides from 4; got [{string.Join(',', shape)}]", message, StringComparison.Ordinal);
        }
        using var least = zeros(1, 3, 4, 4);
        Assert.Equal(0, LdlLoss.Compute(least, least, least).item<float>());
    }
}
