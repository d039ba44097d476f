using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class R1PenaltyTests
{
    [Fact]
    public void A_linear_discriminators_penalty_is_its_slopes()
    {
        using var net = new Linear(3.0);
        using var penalty = R1Penalty.Compute(net, randn(2, 3, 4, 4), gamma: 10);
        // D = mean over 16 pixels of 3 * (r + g + b): each of 48 inputs has slope 3/16.
        Assert.Equal(5 * 48 * (3.0 / 16) * (3.0 / 16), penalty.item<float>(), 1e-5);
    }

    [Fact]
    public void A_discriminator_that_ignores_its_input_has_none()
    {
        using var net = new Linear(null);
        using var penalty = R1Penalty.Compute(net, randn(2, 3, 4, 4));
        Assert.Equal(0, penalty.item<float>());
    }

    [Theory]
    [InlineData(DiscriminatorType.Stylegan, "blocks.0.conv2.weight")]
    [InlineData(DiscriminatorType.Unet, "up.0.conv1.weight_orig")]
    [InlineData(DiscriminatorType.Patchgan, "main.5.weight")]
    public void Gradient_by_the_weights_is_that_of_finite_differences(DiscriminatorType type, string name)
    {
        using var net = Fill(Discriminator.Create(new DiscriminatorConfig { Type = type, Channels = 2, Resolution = 16, Layers = 2 }));
        net.eval();
        using var x = Make([2, 3, 16, 16], 1000);
        var parameter = net.get_parameter(name)!;
        using var original = parameter.detach().clone();

        var gradient = autograd.grad([R1Penalty.Compute(net, x)], [parameter])[0].flatten();
        var (error, largest) = (0.0, 0.0);
        for (var i = 0L; i < original.numel(); i += Math.Max(1, original.numel() / 20))
        {
            var expected = (Shifted(i, 1e-5) - Shifted(i, -1e-5)) / 2e-5;
            error = Math.Max(error, Math.Abs(expected - gradient[i].item<double>()));
            largest = Math.Max(largest, Math.Abs(expected));
        }
        Assert.True(largest > 0);
        Assert.True(error < 1e-5 * largest, $"{error} of {largest}");

        double Shifted(long index, double by)
        {
            using (no_grad())
            {
                parameter.copy_(original);
                parameter.view(-1)[index].AddInPlace(by);
            }
            var value = R1Penalty.Compute(net, x).item<double>();
            using (no_grad())
                parameter.copy_(original);
            return value;
        }
    }

    [Fact]
    public void The_image_keeps_no_gradient()
    {
        using var net = new Linear(1.0);
        using var x = randn(1, 3, 4, 4);
        R1Penalty.Compute(net, x).Dispose();
        Assert.False(x.requires_grad);
    }

    private sealed class Linear(double? slope) : Discriminator("linear")
    {
        private readonly Tensor _constant = zeros(1, 1, 1, 1).requires_grad_(true);

        public override DiscriminatorOutput forward(Tensor x) =>
            new(slope is { } s ? x.sum(1, keepdim: true).Times(s) : _constant.Times(1), null);
    }
}
