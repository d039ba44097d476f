using LiteVae.Layers;
using LiteVae.Layers.Autograd;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Layers;

/// <summary>The convolution of training: values and gradients against libtorch in double precision.</summary>
public sealed class Conv3x3Tests
{
    private const double Tolerance = 3e-6;

    [Theory]
    [InlineData(2, 16, 24, 12, 16)]
    [InlineData(1, 3, 5, 7, 9)]
    [InlineData(2, 50, 17, 5, 33)]
    [InlineData(1, 128, 96, 32, 32)]
    public void Values_and_gradients_agree_with_the_definition(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (KernelCase.Noise(1, images, inputs, height, width), KernelCase.Noise(2, outputs, inputs, 3, 3), KernelCase.Noise(3, outputs));
        var direction = KernelCase.Noise(4, images, outputs, height, width);
        KernelCase.AssertGradients(
            (a, w, b) => functional.conv2d(a, w, b, padding: [1, 1]), WinogradFunction.Convolve, [x, weight, bias], direction, Tolerance);
    }

    [Fact]
    public void An_input_without_gradient_gets_none()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        using var layer = new Conv3x3(3, 8);
        var x = KernelCase.Noise(1, 1, 3, 8, 8);
        layer.call(x).Squared().sum().backward();
        Assert.True(x.grad is null);
        Assert.True(layer.Weight.grad!.abs().sum().ToNumber() > 0);
    }

    [Theory]
    [InlineData(1, 3, 5, 7, 9)]
    [InlineData(2, 16, 24, 12, 16)]
    public void The_layers_gradients_by_input_weight_and_bias_are_those_of_libtorch(long images, long inputs, long outputs, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var layer = new Conv3x3(inputs, outputs);
        var x = KernelCase.Noise(1, images, inputs, height, width).requires_grad_(true);
        var direction = KernelCase.Noise(2, images, outputs, height, width);
        Tensor[] exact = [.. new[] { x, layer.Weight, layer.Bias }.Select(t => t.detach().@double().requires_grad_(true))];
        (functional.conv2d(exact[0], exact[1], exact[2], padding: [1, 1]) * direction).sum().backward();

        (layer.call(x) * direction).sum().backward();
        foreach (var (expected, actual) in exact.Zip([x, layer.Weight, layer.Bias]))
            KernelCase.AssertClose(expected.grad!, actual.grad!, Tolerance);
    }

    [Fact]
    public void A_graph_that_is_kept_gives_the_same_gradient_twice()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        using var layer = new Conv3x3(4, 8);
        var loss = layer.call(KernelCase.Noise(1, 1, 4, 8, 8)).Squared().sum();
        var first = autograd.grad([loss], [layer.Weight], retain_graph: true)[0].clone();
        Assert.True(first.Equals(autograd.grad([loss], [layer.Weight])[0]));
    }

    [Fact]
    public void Begins_as_a_plain_convolution_does()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var plain = Conv2d(6, 10, 3);
        manual_seed(5);
        using var layer = new Conv3x3(6, 10);
        Assert.True(plain.weight.Equals(layer.Weight));
        Assert.True(plain.bias!.Equals(layer.Bias));
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        using var layer = new Conv3x3(4, 8);
        using var second = new Conv3x3(8, 4);
        var x = KernelCase.Noise(1, 2, 4, 12, 12);
        TensorLeaks.AssertNone(() =>
        {
            using var step = NewDisposeScope();
            layer.zero_grad();
            second.zero_grad();
            second.call(layer.call(x)).Squared().sum().backward();
        });
    }
}
