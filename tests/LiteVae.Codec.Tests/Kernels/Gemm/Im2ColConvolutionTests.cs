using LiteVae.Codec.Kernels.Elementwise;
using LiteVae.Codec.Kernels.Gemm;
using LiteVae.Codec.Kernels.Norms;
using LiteVae.Codec.Tests.Kernels.Elementwise;
using LiteVae.Codec.Tests.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels.Gemm;

/// <summary>1x1 convolutions, which are linear layers: with the operations before and after them that vision transformers and NAFNet have.</summary>
public sealed unsafe class Im2ColConvolutionTests
{
    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void A_norm_precedes_and_gelu_follows(string microkernel)
    {
        using var maps = new RandomMaps(1);
        foreach (var (inputs, outputs) in new[] { (32, 128), (9, 5), (40, 70) })
        {
            var (x, y) = (maps.Normal(3, 11, 13, inputs), maps.Empty(3, 11, 13, outputs));
            var weight = maps.Weights(inputs * outputs, 0.2);
            var bias = maps.Weights(outputs);
            var gain = maps.Weights(inputs);
            var shift = maps.Weights(inputs);
            using var norm = new LayerNormKernel(gain, shift, inputs, 1e-5);
            using var convolution = new Im2ColConvolution(weight, bias, inputs, outputs, 1, 1, 1, 0, RandomMaps.Microkernel(microkernel));
            convolution.Run(x, null, y, new Epilogue(null, gelu: GeluForm.Erf), norm);
            RandomMaps.AssertClose(y, (image, row, column, channel) => ElementwiseTests.Definition(Product(
                weight, bias, inputs, channel, input => LayerNormKernelTests.Definition(x, gain, shift, 1e-5, image, row, column, input))));
        }
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void A_gate_precedes_and_a_scaled_result_joins_a_residual(string microkernel)
    {
        using var maps = new RandomMaps(2);
        foreach (var (inputs, outputs) in new[] { (16, 32), (7, 5), (33, 40) })
        {
            var (x, residual, y) = (maps.Normal(2, 9, 17, 2 * inputs), maps.Normal(2, 9, 17, outputs), maps.Empty(2, 9, 17, outputs));
            var weight = maps.Weights(inputs * outputs);
            var bias = maps.Weights(outputs);
            var scale = maps.Weights(outputs);
            using var convolution = new Im2ColConvolution(weight, bias, inputs, outputs, 1, 1, 1, 0, RandomMaps.Microkernel(microkernel), scale);
            convolution.Run(x, null, y, new Epilogue(residual.Data), Gate.Instance);
            RandomMaps.AssertClose(y, (image, row, column, channel) => residual.At(image, row, column)[channel] + scale[channel] * Product(
                weight, bias, inputs, channel, input => (double)x.At(image, row, column)[input] * x.At(image, row, column)[inputs + input]));
        }
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Factors_of_each_image_precede(string microkernel)
    {
        using var maps = new RandomMaps(3);
        var (x, y) = (maps.Normal(5, 3, 7, 24), maps.Empty(5, 3, 7, 20)); // blocks of positions that hold several images
        var weight = maps.Weights(24 * 20);
        var bias = maps.Weights(20);
        var factors = maps.Weights(5 * 24);
        using var convolution = new Im2ColConvolution(weight, bias, 24, 20, 1, 1, 1, 0, RandomMaps.Microkernel(microkernel));
        using var prologue = Prologue.Scale(factors, 5, 24);
        convolution.Run(x, null, y, default, prologue);
        RandomMaps.AssertClose(y, (image, row, column, channel) => Product(
            weight, bias, 24, channel, input => (double)factors[image * 24 + input] * x.At(image, row, column)[input]));
    }

    [Fact]
    public void A_prologue_that_does_not_fit_is_refused()
    {
        using var maps = new RandomMaps(4);
        var (x, y) = (maps.Normal(1, 4, 4, 8), maps.Empty(1, 4, 4, 8));
        using var convolution = new Im2ColConvolution(maps.Weights(64), maps.Weights(8), 8, 8, 1, 1, 1, 0);
        using var norm = new LayerNormKernel(maps.Weights(7), maps.Weights(7), 7, 1e-5);
        Assert.Throws<ArgumentException>(() => convolution.Run(x, null, y, default, norm));
        Assert.Throws<ArgumentException>(() => convolution.Run(x, null, y, default, Gate.Instance));
        using var larger = new Im2ColConvolution(maps.Weights(576), maps.Weights(8), 8, 8, 3, 3, 1, 1);
        Assert.Throws<ArgumentException>(() => larger.Run(x, null, y, default, Prologue.Silu));
    }

    private static double Product(float* weight, float* bias, int inputs, int output, Func<int, double> input)
    {
        var sum = (double)bias[output];
        for (var i = 0; i < inputs; i++)
            sum += weight[output * inputs + i] * input(i);
        return sum;
    }
}
