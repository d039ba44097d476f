using LiteVae.Layers.Autograd;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Layers.Norms;

/// <summary>The norm of training: values and gradients against libtorch in double precision.</summary>
public sealed class GroupNormSiluTests
{
    [Theory]
    [InlineData(2, 32, 8, 12, 16)]
    [InlineData(3, 12, 3, 5, 7)]
    [InlineData(1, 56, 28, 33, 40)]
    [InlineData(2, 96, 24, 1, 2)]
    public void Values_and_gradients_agree_with_the_definition(long images, long channels, long groups, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (KernelCase.Noise(1, images, channels, height, width).Times(3).Plus(2), KernelCase.Noise(2, channels).Times(0.3).Plus(1), KernelCase.Noise(3, channels).Times(0.3));
        var direction = KernelCase.Noise(4, images, channels, height, width);
        KernelCase.AssertGradients(
            (a, w, b) => functional.silu(functional.group_norm(a, groups, w, b, 1e-5)),
            (a, w, b) => GroupNormSiluFunction.Normalize(a, w, b, groups, 1e-5), [x, weight, bias], direction, 3e-6);
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        using var layer = new GroupNormSilu(4, 8, 1e-5);
        var x = KernelCase.Noise(1, 2, 8, 12, 12);
        TensorLeaks.AssertNone(() =>
        {
            using var step = NewDisposeScope();
            layer.zero_grad();
            layer.call(x).Squared().sum().backward();
        });
    }
}
