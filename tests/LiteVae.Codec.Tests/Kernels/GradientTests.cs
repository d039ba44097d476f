using LiteVae.Codec.Kernels.Gemm;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;
using LiteVae.Codec.Kernels.Winograd;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>The gradients of every instruction set against those of the definition in double precision.</summary>
public sealed unsafe class GradientTests
{
    private static readonly (int Images, int Inputs, int Outputs, int Height, int Width)[] Shapes =
    [
        (1, 32, 32, 8, 8),
        (2, 12, 20, 9, 7),
        (3, 3, 5, 1, 1),
        (1, 17, 35, 6, 13),
        (2, 40, 16, 23, 18), // few tiles beyond one part
        (1, 70, 130, 6, 13), // kernels that are transformed as they are multiplied
        (1, 9, 11, 90, 250), // many tiles of few channels, in parts
        (1, 33, 65, 90, 90), // more tiles of more channels than are transformed at once
    ];

    private static readonly (int Images, int Inputs, int Concat, int Outputs, int Height, int Width)[] PointwiseShapes =
    [
        (1, 1, 0, 1, 1, 1),
        (2, 12, 0, 20, 8, 8), // whole blocks of positions
        (3, 17, 9, 35, 6, 13),
        (1, 5, 3, 7, 43, 61), // blocks that do not divide evenly among the parts that are summed apart
    ];

    public static TheoryData<string, int> Pointwise => KernelCase.WithEach(PointwiseShapes.Length);

    public static TheoryData<string, int> Convolutions => KernelCase.WithEach(Shapes.Length);

    public static TheoryData<string> Names => [.. KernelCase.Names];

    [Theory, MemberData(nameof(Convolutions))]
    public void Of_a_convolution(string name, int shape)
    {
        var loops = KernelCase.Named(name);
        var (images, inputs, outputs, height, width) = Shapes[shape];
        var (xBuffer, x) = KernelCase.Maps(1, images, height, width, inputs);
        var (yBuffer, y) = KernelCase.Maps(2, images, height, width, outputs);
        var (resultBuffer, result) = KernelCase.Maps(3, images, height, width, inputs);
        using var weight = KernelCase.Buffer(KernelCase.Noise(4, outputs * inputs * 9, 0.1));
        using var gradient = new FloatBuffer(outputs * inputs * 9);
        var (exactWeight, exactInput) = Definition.ConvolutionGradients(
            KernelCase.Doubles(KernelCase.Values(x)), KernelCase.Doubles(KernelCase.Values(y)), (images, height, width),
            new Span<float>(weight.Pointer, outputs * inputs * 9).ToArray(), inputs, outputs);

        WinogradWeightGradient.Run(new ConvolutionInput(x), y, gradient.Pointer, loops);
        KernelCase.AssertClose(exactWeight, new(gradient.Pointer, exactWeight.Length), 2e-6);
        SingleUseConvolution.Run(weight.Pointer, null, new ConvolutionInput(y), result, transposed: true, microkernel: loops);
        KernelCase.AssertClose(exactInput, KernelCase.Values(result), 2e-6);
        foreach (var buffer in (FloatBuffer[])[xBuffer, yBuffer, resultBuffer])
            buffer.Dispose();
    }

    [Theory, MemberData(nameof(Pointwise))]
    public void Of_a_pointwise_convolution_s_weight(string name, int shape)
    {
        var (images, inputs, concatChannels, outputs, height, width) = PointwiseShapes[shape];
        var (xBuffer, x) = KernelCase.Maps(1, images, height, width, inputs);
        var (concatBuffer, concat) = KernelCase.Maps(2, images, height, width, concatChannels);
        var (yBuffer, y) = KernelCase.Maps(3, images, height, width, outputs);
        var channels = inputs + concatChannels;
        float[] gradient = [.. Enumerable.Repeat(float.NaN, outputs * channels)];
        fixed (float* result = gradient)
            PointwiseWeightGradient.Run(x, concatChannels > 0 ? concat : null, y, result, KernelCase.Named(name));

        var expected = new double[outputs * channels];
        for (var position = 0L; position < x.Positions; position++)
        {
            for (var output = 0; output < outputs; output++)
            {
                for (var input = 0; input < channels; input++)
                {
                    var value = input < inputs ? x.Data[position * inputs + input] : concat.Data[position * concatChannels + input - inputs];
                    expected[output * channels + input] += (double)y.Data[position * outputs + output] * value;
                }
            }
        }
        KernelCase.AssertClose(expected, gradient, 2e-6);
        foreach (var buffer in (FloatBuffer[])[xBuffer, concatBuffer, yBuffer])
            buffer.Dispose();
    }

    [Theory, MemberData(nameof(Names))]
    public void Of_a_norm_and_SiLU(string name)
    {
        var (images, height, width, channels, groups) = (2, 3, 5, 21, 7);
        var size = (images, height * width, channels);
        var (xBuffer, x) = KernelCase.Maps(1, images, height, width, channels);
        var (yBuffer, y) = KernelCase.Maps(2, images, height, width, channels);
        var (resultBuffer, result) = KernelCase.Maps(3, images, height, width, channels);
        var (weight, bias) = (KernelCase.Noise(4, channels), KernelCase.Noise(5, channels));
        var values = KernelCase.Doubles(KernelCase.Values(x));
        var direction = KernelCase.Doubles(KernelCase.Values(y));
        using var gradients = new FloatBuffer(2 * channels);
        using var sums = new FloatBuffer(channels);
        fixed (float* w = weight, b = bias)
        {
            var activation = ActivationInput.Of(x, null, new NormWeights(w, b, groups, 1e-3), KernelCase.Named(name));
            new ActivationGradient(activation, KernelCase.Named(name)).Run(y, result, null, result, null, gradients.Pointer, gradients.Pointer + channels, sums.Pointer);
        }

        double[] input = [.. Enumerable.Range(0, values.Length).Select(
            i => Definition.Derivative(v => Definition.GroupNorm(v, size, weight, bias, groups, 1e-3), values, i, direction))];
        KernelCase.AssertClose(input, KernelCase.Values(result), 2e-6);
        double[] inputSums = [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, values.Length / channels).Sum(p => input[p * channels + c]))];
        KernelCase.AssertClose(inputSums, new(sums.Pointer, channels), 5e-6);
        // Without its affine map, a norm's result is what the gradients of weight and bias are sums of.
        var normalized = Definition.GroupNorm(values, size, [.. weight.Select(_ => 1f)], new float[channels], groups, 1e-3, silu: false);
        var (weightGradient, biasGradient) = (new double[channels], new double[channels]);
        for (var i = 0; i < values.Length; i++)
        {
            var d = direction[i] * Definition.SiluDerivative(normalized[i] * weight[i % channels] + bias[i % channels]);
            weightGradient[i % channels] += d * normalized[i];
            biasGradient[i % channels] += d;
        }
        KernelCase.AssertClose(weightGradient, new(gradients.Pointer, channels), 2e-6);
        KernelCase.AssertClose(biasGradient, new(gradients.Pointer + channels, channels), 2e-6);
        foreach (var buffer in (FloatBuffer[])[xBuffer, yBuffer, resultBuffer])
            buffer.Dispose();
    }
}
