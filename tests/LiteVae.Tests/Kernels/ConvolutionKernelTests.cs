using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Inference;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Kernels;

/// <summary>Every convolution kernel against libtorch in double precision.</summary>
public sealed class ConvolutionKernelTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<long, long, long, long, long> Shapes => new()
    {
        // images, inputs, outputs, height, width
        { 1, 32, 32, 16, 16 },
        { 2, 96, 64, 12, 20 },
        { 1, 12, 32, 9, 7 }, // tiles that end outside, channels that do not fill a vector
        { 3, 3, 5, 1, 1 },
        { 1, 17, 19, 6, 33 },
        { 1, 256, 128, 5, 5 },
        { 2, 8, 3, 31, 2 },
        { 3, 20, 24, 45, 70 }, // many blocks for a thread
        { 3, 9, 16, 41, 67 }, // an odd number of tiles, so that blocks reach from image to image
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Winograd_agrees_with_the_definition(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(images, inputs, outputs, height, width, 3);
        using var convolution = TensorStages.Convolution(weight, bias);
        KernelCase.AssertClose(Exact(x, weight, bias, padding: 1), Run(convolution, x), Tolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Upsampling_happens_on_the_way(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(images, inputs, outputs, height, width, 3);
        using var convolution = TensorStages.Convolution(weight, bias, upsample: true);
        var large = x.repeat_interleave(2, 2).repeat_interleave(2, 3);
        KernelCase.AssertClose(Exact(large, weight, bias, padding: 1), Run(convolution, x), Tolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_matrix_product_agrees_with_the_definition(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(images, inputs, outputs, height, width, 1);
        using var convolution = TensorStages.Convolution(weight, bias);
        KernelCase.AssertClose(Exact(x, weight, bias), Run(convolution, x), Tolerance);
    }

    [Fact]
    public void Two_inputs_count_as_their_concatenation()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(2, 40, 24, 7, 9, 1);
        var (first, second) = (LiteVae.Kernels.Layout.ChannelsLast(x.narrow(1, 0, 28)), LiteVae.Kernels.Layout.ChannelsLast(x.narrow(1, 28, 12)));
        using var convolution = TensorStages.Convolution(weight, bias);
        KernelCase.AssertClose(Exact(x, weight, bias), Run(convolution, first, new() { Concat = TensorStages.Of(second) }), Tolerance);
    }

    [Theory]
    [InlineData(2, 0, 1)] // Stable Diffusion's
    [InlineData(2, 0, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(3, 1, 2)]
    public void Strides_and_uneven_padding(int stride, int before, int after)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(2, 20, 18, 14, 11, 3);
        using var convolution = TensorStages.Convolution(weight, bias, new ConvolutionGeometry(3, stride, before, after));
        var padded = functional.pad(x, [before, after, before, after]);
        KernelCase.AssertClose(Exact(padded, weight, bias, stride), Run(convolution, x), Tolerance);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void What_follows_is_done_at_once(long kernel)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(2, 24, 13, 10, 6, kernel);
        var residual = KernelCase.Maps(4, 2, 13, 10, 6);
        using var convolution = TensorStages.Convolution(weight, bias);
        var expected = functional.silu(Exact(x, weight, bias, padding: kernel / 2).Plus(residual.to_type(ScalarType.Float64)).Times(0.7));
        KernelCase.AssertClose(expected, Run(convolution, x, new() { Residual = TensorStages.Of(residual), Scale = 0.7, Silu = true }), Tolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_norm_happens_on_the_way_over_two_inputs_too(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(images, inputs, outputs, height, width, 3);
        var tensors = new Dictionary<string, Tensor> { ["weight"] = KernelCase.Noise(7, inputs).Times(0.3).Plus(1), ["bias"] = KernelCase.Noise(8, inputs) };
        using var norm = TensorStages.Norm(tensors["weight"], tensors["bias"], groups: 1, 1e-2);
        using var convolution = TensorStages.Convolution(weight, bias);
        var normed = functional.silu(functional.group_norm(
            x.to_type(ScalarType.Float64), 1, tensors["weight"].to_type(ScalarType.Float64), tensors["bias"].to_type(ScalarType.Float64), 1e-2));
        var expected = Exact(normed, weight, bias, padding: 1);
        KernelCase.AssertClose(expected, Run(convolution, x, new() { Norm = norm }), Tolerance);
        var first = inputs / 3 + 1;
        var parts = new[] { x.narrow(1, 0, first), x.narrow(1, first, inputs - first) }.Select(LiteVae.Kernels.Layout.ChannelsLast).ToArray();
        KernelCase.AssertClose(expected, Run(convolution, parts[0], new() { Norm = norm, Concat = TensorStages.Of(parts[1]) }), Tolerance);
        KernelCase.AssertClose(
            Exact(functional.silu(x.to_type(ScalarType.Float64)), weight, bias, padding: 1), Run(convolution, x, new() { Norm = NormStage.Silu() }), Tolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Moments_are_those_of_what_was_stored(long images, long inputs, long outputs, long height, long width)
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(images, inputs, outputs, height, width, 3);
        bias = bias.Plus(50); // means far from zero must not cost the variance its digits
        var residual = KernelCase.Maps(4, images, outputs, height, width);
        using var convolution = TensorStages.Convolution(weight, bias);
        var (values, y) = TensorStages.Run(w => convolution.Run(TensorStages.Of(x), w, new() { Residual = TensorStages.Of(residual), Scale = 0.7, CollectMoments = true }));
        var exact = values.to_type(ScalarType.Float64);
        var variance = exact.var([2, 3], unbiased: false);
        for (var image = 0; image < images; image++)
        {
            for (var channel = 0; channel < outputs; channel++)
            {
                Assert.Equal(exact[image, channel].mean().ToNumber(), y.Moments.Mean(image, channel), 1e-4);
                Assert.Equal(variance[image, channel].ToNumber(), y.Moments.Variance(image, channel), 1e-4);
            }
        }
    }

    [Fact]
    public void What_is_not_finite_stays_so()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(1, 16, 16, 8, 8, 3);
        x[0, 5, 3, 3] = float.NaN;
        using var convolution = TensorStages.Convolution(weight, bias);
        var y = Run(convolution, x, new() { Silu = true });
        Assert.True(y[0, 0, 3, 3].isnan().item<bool>());
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        KernelCase.SkipWithoutKernels();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Case(2, 48, 32, 37, 23, 3);
        using var convolution = TensorStages.Convolution(weight, bias);
        Tensor one;
        using (new ProcessorThreads(1))
            one = Run(convolution, x);
        using (new ProcessorThreads(5))
            Assert.True(one.Equals(Run(convolution, x)));
    }

    private static Tensor Run(ConvolutionStage convolution, Tensor x, FusedOps? ops = null) =>
        TensorStages.Run(workspace => convolution.Run(TensorStages.Of(x), workspace, ops ?? FusedOps.None)).Values;

    private static (Tensor X, Tensor Weight, Tensor Bias) Case(long images, long inputs, long outputs, long height, long width, long kernel) => (
        KernelCase.Maps(1, images, inputs, height, width),
        KernelCase.Noise(2, outputs, inputs, kernel, kernel).DividedBy(Math.Sqrt(inputs * kernel * kernel)),
        KernelCase.Noise(3, outputs));

    private static Tensor Exact(Tensor x, Tensor weight, Tensor bias, long stride = 1, long padding = 0) => functional.conv2d(
        x.to_type(ScalarType.Float64), weight.to_type(ScalarType.Float64), bias.to_type(ScalarType.Float64), [stride, stride], [padding, padding]);
}
