using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Inference;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Kernels;

/// <summary>GroupNorm and SiLU against libtorch in double precision.</summary>
public sealed class NormKernelTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(1, 32, 8, 16, 16)]
    [InlineData(3, 12, 3, 5, 7)]
    [InlineData(2, 96, 24, 1, 1)]
    [InlineData(1, 56, 28, 33, 40)]
    public void Agrees_with_the_definition(long images, long channels, long groups, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var x = KernelCase.Maps(1, images, channels, height, width);
        using var norm = Norm(channels, groups);
        KernelCase.AssertClose(Exact(x, groups), TensorStages.Run(w => norm.Run(TensorStages.Of(x), w)).Values, Tolerance);
    }

    [Fact]
    public void Two_inputs_count_as_their_concatenation_though_a_group_may_lie_across()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (first, second) = (KernelCase.Maps(1, 2, 10, 6, 9), KernelCase.Maps(2, 2, 14, 6, 9).Times(3));
        using var norm = Norm(24, 6);
        KernelCase.AssertClose(Exact(cat([first, second], 1), 6), TensorStages.Run(w => norm.Run(TensorStages.Of(first), TensorStages.Of(LiteVae.Kernels.Layout.ChannelsLast(second)), w)).Values, Tolerance);
    }

    [Fact]
    public void Values_far_from_zero_keep_their_variance()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var x = KernelCase.Maps(1, 1, 32, 40, 40).Times(0.01).Plus(100);
        using var norm = Norm(32, 32);
        KernelCase.AssertClose(Exact(x, 32), TensorStages.Run(w => norm.Run(TensorStages.Of(x), w)).Values, 1e-3); // the input itself has no more than that
    }

    [Fact]
    public void SiLU_alone_holds_over_all_of_float32()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var x = LiteVae.Kernels.Layout.ChannelsLast(linspace(-120, 120, 8 * 3001, ScalarType.Float32).view(1, 8, 3001, 1));
        var expected = functional.silu(x.to_type(ScalarType.Float64));
        var error = ((TensorStages.Run(w => NormStage.Silu().Run(TensorStages.Of(x), w)).Values - expected).abs() / expected.abs().Plus(1e-30)).max().ToNumber();
        Assert.True(error < 1e-6, $"relative error {error:E2}");
    }

    private static NormStage Norm(long channels, long groups)
    {
        return TensorStages.Norm(Weight(channels), Bias(channels), (int)groups, 1e-5);
    }

    private static Tensor Weight(long channels) => KernelCase.Noise(7, channels).Times(0.3).Plus(1);

    private static Tensor Bias(long channels) => KernelCase.Noise(8, channels).Times(0.3);

    private static Tensor Exact(Tensor x, long groups)
    {
        var channels = x.size(1);
        return functional.silu(functional.group_norm(
            x.to_type(ScalarType.Float64), groups, Weight(channels).to_type(ScalarType.Float64), Bias(channels).to_type(ScalarType.Float64), 1e-5));
    }
}
