using LiteVae.Codec.Kernels.Wavelets;
using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Tests.Kernels;

/// <summary>The Haar analysis on the way into the networks.</summary>
public sealed class HaarKernelTests
{
    [Fact]
    public void Levels_are_those_of_the_transform_divided_by_powers_of_two_to_the_bit()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var image = KernelCase.Maps(1, 2, 3, 24, 40);
        var expected = HaarTransform.Pyramid(image, 3);
        var x = KernelTensors.Maps(image);
        for (var level = 1; level <= 3; level++)
        {
            var bands = KernelTensors.Create(2, 12, 24 >> level, 40 >> level);
            HaarKernel.Run(x, 3, KernelTensors.Maps(bands));
            Assert.True(expected[level - 1].DividedBy(1 << level).Equals(bands), $"level {level}");
            x = KernelTensors.Maps(bands);
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => HaarKernel.Run(
            KernelTensors.Maps(KernelCase.Maps(1, 1, 3, 6, 7)), 3, KernelTensors.Maps(KernelTensors.Create(1, 12, 3, 3))));
    }
}
