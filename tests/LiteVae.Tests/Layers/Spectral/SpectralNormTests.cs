using LiteVae.Layers.Spectral;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Layers.Spectral;

public sealed class SpectralNormTests
{
    [Fact]
    public void Three_training_passes_and_an_evaluation_match_PyTorch()
    {
        var expected = Fixture("layers/layers.json")["spectral_norm"]!;
        using var conv = Fill(new SpectralNormConv2d(3, 5, 3));
        using var x = Make([1, 3, 6, 6], 1000);
        conv.train();
        foreach (var step in expected["steps"]!.AsArray())
        {
            using var y = conv.call(x);
            AssertEqual(step!["output"], y);
            AssertEqual(step["gradient"], autograd.grad([y.Squared().sum()], [conv.get_parameter("weight_orig")!])[0]);
            AssertEqual(step["u"], conv.get_buffer("weight_u")!);
            AssertEqual(step["v"], conv.get_buffer("weight_v")!);
        }
        conv.eval();
        AssertEqual(expected["eval"], conv.call(x));
    }

    [Fact]
    public void State_has_PyTorchs_names()
    {
        var expected = Fixture("layers/layers.json")["spectral_norm"]!["names"]!.AsArray().Select(n => n!.GetValue<string>());
        using var conv = new SpectralNormConv2d(3, 5, 3);
        using var linear = new SpectralNormLinear(4, 2);
        Assert.Equal(expected.Order(), conv.state_dict().Keys.Order());
        Assert.Equal(expected.Order(), linear.state_dict().Keys.Order());
    }

    [Fact]
    public void Evaluation_leaves_the_buffers_as_they_are()
    {
        using var conv = new SpectralNormConv2d(3, 5, 3);
        using var before = conv.get_buffer("weight_u")!.clone();
        conv.eval();
        conv.call(randn(1, 3, 4, 4)).Dispose();
        Assert.True(before.Same(conv.get_buffer("weight_u")!));
        conv.train();
        conv.call(randn(1, 3, 4, 4)).Dispose();
        Assert.False(before.Same(conv.get_buffer("weight_u")!));
    }

    [Fact]
    public void The_normalised_weight_comes_to_have_norm_one()
    {
        using var scope = NewDisposeScope();
        var weight = Make([6, 4, 3, 3], 1, 5);
        var u = Make([6], 2);
        var v = Make([36], 3);
        var normalized = weight;
        for (var i = 0; i < 300; i++)
            normalized = SpectralNorm.Normalize(weight, u, v, update: true);
        var largest = linalg.svdvals(normalized.reshape(6, 36)).max().item<double>();
        Assert.Equal(1, largest, 1e-4);
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences()
    {
        using var u = Make([4], 1) / Make([4], 1).norm();
        using var v = Make([27], 2) / Make([27], 2).norm();
        using var probe = Make([4, 3, 3, 3], 3);
        GradientCheck.Assert(w => (SpectralNorm.Normalize(w, u, v, update: false) * probe).sum(), Make([4, 3, 3, 3], 4));
    }

    [Fact]
    public void Several_passes_may_wait_for_one_backward()
    {
        using var linear = new SpectralNormLinear(4, 2);
        linear.train();
        using var loss = linear.call(randn(3, 4)).Squared().sum().Plus(linear.call(randn(3, 4)).Squared().sum());
        loss.backward();
        Assert.True(linear.get_parameter("weight_orig")!.grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Weights_start_orthogonal()
    {
        using var linear = new SpectralNormLinear(9, 5);
        using var weight = linear.get_parameter("weight_orig")!;
        Assert.True(mm(weight, weight.t()).allclose(eye(5), atol: 1e-5));
    }
}
