using LiteVae.Codec.Kernels.Gemm;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Microkernels;
using LiteVae.Codec.Kernels.Norms;
using LiteVae.Codec.Kernels.Winograd;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>The convolutions of every instruction set against their definition in double precision.</summary>
public sealed unsafe class ConvolutionTests
{
    private const double Tolerance = 2e-6;

    private static readonly (int Images, int Inputs, int Outputs, int Height, int Width)[] Shapes =
    [
        (1, 32, 32, 16, 16),
        (2, 96, 64, 12, 20),
        (1, 12, 32, 9, 7), // tiles that end outside of the image, channels that do not fill a vector
        (3, 3, 5, 1, 1),
        (1, 17, 19, 6, 33),
        (1, 256, 128, 5, 5),
        (2, 8, 3, 31, 2),
        (3, 20, 24, 45, 70), // many blocks for a thread
        (3, 9, 16, 41, 67), // an odd number of tiles, so that blocks reach from image to image
        (1, 400, 40, 21, 23), // the larger blocks of wide inputs
        (2, 33, 49, 10, 11), // an odd number of panels, the last of which holds one output
    ];

    public static TheoryData<string, int> Cases => KernelCase.WithEach(Shapes.Length);

    [Theory, MemberData(nameof(Cases))]
    public void Winograd_agrees_with_the_definition(string name, int shape)
    {
        var c = new Case(name, shape, 3);
        KernelCase.AssertClose(c.Exact(c.X), c.Winograd(new ConvolutionInput(c.Input)), Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Inputs_are_upsampled_as_they_are_read(string name, int shape)
    {
        var c = new Case(name, shape, 3);
        var (_, inputs, _, height, width) = Shapes[shape];
        var large = new double[4 * c.X.Length];
        for (var i = 0; i < large.Length; i++)
        {
            var (position, channel) = Math.DivRem(i, inputs);
            var (line, column) = Math.DivRem(position, 2 * width);
            var (image, row) = Math.DivRem(line, 2 * height);
            large[i] = c.X[((image * height + row / 2) * width + column / 2) * inputs + channel];
        }
        KernelCase.AssertClose(c.Exact(large, scale: 2), c.Winograd(new ConvolutionInput(c.Input, Upsample: true), scale: 2), Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_norm_is_applied_as_inputs_are_read_over_two_inputs_too(string name, int shape)
    {
        var c = new Case(name, shape, 3);
        var (images, inputs, _, height, width) = Shapes[shape];
        var (weight, bias) = (KernelCase.Noise(7, inputs), KernelCase.Noise(8, inputs));
        using var weights = KernelCase.Buffer(weight);
        using var biases = KernelCase.Buffer(bias);
        using var norm = new GroupNormKernel(weights.Pointer, biases.Pointer, inputs, 1, 1e-2, silu: true);
        var expected = c.Exact(Definition.GroupNorm(c.X, (images, height * width, inputs), weight, bias, 1, 1e-2));
        using var prologue = norm.Prepare(ChannelMoments.Of(c.Input, c.Loops), null, images);
        KernelCase.AssertClose(expected, c.Winograd(new ConvolutionInput(c.Input, Prologue: prologue)), Tolerance);

        var (first, second) = c.Split(inputs / 3 + 1);
        if (second.Channels == 0)
            return;
        using var both = norm.Prepare(ChannelMoments.Of(first, c.Loops), ChannelMoments.Of(second, c.Loops), images);
        KernelCase.AssertClose(expected, c.Winograd(new ConvolutionInput(first, second, both)), Tolerance);
        KernelCase.AssertClose(c.Exact([.. c.X.Select(Definition.Silu)]), c.Winograd(new ConvolutionInput(c.Input, Prologue: Prologue.Silu)), Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_sum_a_scale_and_SiLU_are_applied_as_results_are_stored(string name, int shape)
    {
        foreach (var side in (int[])[3, 1])
        {
            var c = new Case(name, shape, side);
            var (buffer, residual) = c.Residual();
            using var _ = buffer;
            double[] expected = [.. c.Exact(c.X).Zip(KernelCase.Values(residual), (y, r) => Definition.Silu((y + r) * 0.7f))];
            var epilogue = new Epilogue(residual.Data, 0.7f, silu: true);
            KernelCase.AssertClose(expected, side == 3 ? c.Winograd(new ConvolutionInput(c.Input), epilogue) : c.Im2Col(c.Input, null, epilogue), Tolerance);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Kernels_may_be_transformed_as_they_are_multiplied(string name, int shape)
    {
        var c = new Case(name, shape, 3);
        var (images, inputs, outputs, _, _) = Shapes[shape];
        KernelCase.AssertClose(c.Exact(c.X), c.Streamed(new ConvolutionInput(c.Input)), Tolerance);

        // Everything else is done as by the other convolution.
        var (buffer, residual) = c.Residual();
        using var _ = buffer;
        var epilogue = new Epilogue(residual.Data, 0.7f, silu: true);
        using var shifts = KernelCase.Buffer(KernelCase.Noise(9, 2 * outputs));
        var shift = new ChannelValues(shifts.Pointer, outputs, [.. Enumerable.Range(0, images).Select(i => i % 2)]);
        var (first, second) = c.Split(Math.Max(1, inputs / 3));
        ConvolutionInput[] cases = [new(c.Input, Prologue: Prologue.Silu), new(first, second.Channels > 0 ? second : null, Prologue.Silu)];
        foreach (var input in cases)
            KernelCase.AssertClose(KernelCase.Doubles(c.Winograd(input, epilogue, shift: shift)), c.Streamed(input, epilogue, shift: shift), Tolerance);
        var upsampled = new ConvolutionInput(c.Input, Upsample: true);
        KernelCase.AssertClose(KernelCase.Doubles(c.Winograd(upsampled, scale: 2)), c.Streamed(upsampled, scale: 2), Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Each_image_may_have_a_shift_of_its_own(string name, int shape)
    {
        var c = new Case(name, shape, 3);
        var (images, _, outputs, height, width) = Shapes[shape];
        var values = KernelCase.Noise(9, images * outputs);
        using var shifts = KernelCase.Buffer(values);
        int[] rows = [.. Enumerable.Range(0, images).Reverse()];
        double[] expected = [.. c.Exact(c.X).Select((y, i) => y + values[rows[i / (height * width * outputs)] * outputs + i % outputs])];
        KernelCase.AssertClose(expected, c.Winograd(new ConvolutionInput(c.Input), shift: new ChannelValues(shifts.Pointer, outputs, rows)), Tolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Moments_are_those_of_the_stored_values(string name, int shape)
    {
        var c = new Case(name, shape, 3, meanOfBias: 50); // means far from zero must not cost the variance its digits
        var (images, _, outputs, height, width) = Shapes[shape];
        var (buffer, residual) = c.Residual();
        using var _ = buffer;
        var y = c.Winograd(new ConvolutionInput(c.Input), new Epilogue(residual.Data, 0.7f), collectMoments: true);
        for (var i = 0; i < images * outputs; i++)
        {
            var (image, channel) = Math.DivRem(i, outputs);
            double[] values = [.. Enumerable.Range(0, height * width).Select(p => (double)y[(image * height * width + p) * outputs + channel])];
            var mean = values.Average();
            Assert.Equal(mean, c.Moments!.Mean(image, channel), 1e-4);
            Assert.Equal(values.Average(v => (v - mean) * (v - mean)), c.Moments.Variance(image, channel), 1e-4);
        }
    }

    [Theory]
    [InlineData(70, 6)] // kernels that are transformed as they are multiplied
    [InlineData(12, 6)]
    [InlineData(70, 70)]
    public void Weights_that_are_used_once_give_a_result_and_its_moments_where_they_are_asked_for(int channels, int side)
    {
        var (xBuffer, x) = KernelCase.Maps(1, 1, side, side, channels);
        var (plainBuffer, plain) = KernelCase.Maps(2, 1, side, side, channels);
        var (measuredBuffer, measured) = KernelCase.Maps(3, 1, side, side, channels);
        using var weight = KernelCase.Buffer(KernelCase.Noise(4, channels * channels * 9, 0.1));
        using var bias = KernelCase.Buffer(KernelCase.Noise(5, channels));
        Assert.Null(SingleUseConvolution.Run(weight.Pointer, bias.Pointer, new ConvolutionInput(x), plain));
        var moments = SingleUseConvolution.Run(weight.Pointer, bias.Pointer, new ConvolutionInput(x), measured, measure: true);
        Assert.Equal(KernelCase.Values(plain), KernelCase.Values(measured));
        var expected = ChannelMoments.Of(measured);
        for (var channel = 0; channel < channels; channel++)
        {
            Assert.Equal(expected.Mean(0, channel), moments!.Mean(0, channel), 1e-5);
            Assert.Equal(expected.Variance(0, channel), moments.Variance(0, channel), 1e-4);
        }
        foreach (var buffer in (FloatBuffer[])[xBuffer, plainBuffer, measuredBuffer])
            buffer.Dispose();
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_matrix_product_agrees_with_the_definition_over_two_inputs_too(string name, int shape)
    {
        var c = new Case(name, shape, 1);
        KernelCase.AssertClose(c.Exact(c.X), c.Im2Col(c.Input, null, default), Tolerance);
        var (first, second) = c.Split(Shapes[shape].Inputs / 3 + 1);
        if (second.Channels > 0)
            KernelCase.AssertClose(c.Exact(c.X), c.Im2Col(first, second, default), Tolerance);
    }

    public static TheoryData<string, int, int, int, int> Strides
    {
        get
        {
            var data = new TheoryData<string, int, int, int, int>();
            foreach (var name in KernelCase.Names)
            {
                data.Add(name, 3, 2, 0, 1); // Stable Diffusion's
                data.Add(name, 3, 2, 0, 0);
                data.Add(name, 5, 1, 2, 0);
                data.Add(name, 3, 3, 1, 2);
                data.Add(name, 2, 2, 0, 0);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Strides))]
    public void Strides_and_uneven_padding(string name, int side, int stride, int before, int after)
    {
        var c = new Case(name, 7, side, stride: stride, before: before, after: after);
        KernelCase.AssertClose(c.Exact(c.X), c.Im2Col(c.Input, null, default), Tolerance);
    }

    [Theory, MemberData(nameof(Names))]
    public void NaN_stays_NaN(string name)
    {
        var c = new Case(name, 0, 3);
        c.Input.At(0, 3, 3)[5] = float.NaN;
        Assert.True(float.IsNaN(c.Winograd(new ConvolutionInput(c.Input), new Epilogue(null, silu: true))[(3 * 16 + 3) * 32]));
    }

    public static TheoryData<string> Names => [.. KernelCase.Names];

    // A convolution of noise; native memory is freed by finalizers.
    private sealed class Case
    {
        private readonly (int Images, int Inputs, int Outputs, int Height, int Width) _shape;
        private readonly int _side;
        private readonly (int Stride, int Before, int After) _steps;
        private readonly float[] _weight;
        private readonly float[] _bias;
        private readonly List<FloatBuffer> _buffers = [];

        public Case(string name, int shape, int side, double meanOfBias = 0, int stride = 1, int? before = null, int? after = null)
        {
            (Loops, _shape, _side, _steps) = (KernelCase.Named(name), Shapes[shape], side, (stride, before ?? side / 2, after ?? side / 2));
            var (images, inputs, outputs, height, width) = _shape;
            _weight = KernelCase.Noise(2, outputs * inputs * side * side, 1 / Math.Sqrt(inputs * side * side));
            _bias = [.. KernelCase.Noise(3, outputs).Select(b => b + (float)meanOfBias)];
            (var buffer, Input) = KernelCase.Maps(1, images, height, width, inputs);
            _buffers.Add(buffer);
            X = KernelCase.Doubles(KernelCase.Values(Input));
        }

        public Microkernel Loops { get; }

        public FeatureMaps Input { get; }

        public double[] X { get; }

        public ChannelMoments? Moments { get; private set; }

        public double[] Exact(double[] x, int scale = 1) => Definition.Convolve(
            x, (_shape.Images, scale * _shape.Height, scale * _shape.Width), _weight, _bias, _shape.Inputs, _shape.Outputs, _side, _steps.Stride, _steps.Before, _steps.After);

        public float[] Winograd(ConvolutionInput input, Epilogue epilogue = default, int scale = 1, bool collectMoments = false, ChannelValues? shift = null)
        {
            var y = Create(scale * _shape.Height, scale * _shape.Width);
            fixed (float* weight = _weight, bias = _bias)
            {
                using var convolution = new WinogradConvolution(weight, bias, _shape.Inputs, _shape.Outputs, microkernel: Loops);
                Moments = convolution.Run(input, y, epilogue, collectMoments, shift);
            }
            Assert.Equal(collectMoments, Moments is not null);
            return KernelCase.Values(y);
        }

        public float[] Streamed(ConvolutionInput input, Epilogue epilogue = default, int scale = 1, ChannelValues? shift = null)
        {
            var y = Create(scale * _shape.Height, scale * _shape.Width);
            fixed (float* weight = _weight, bias = _bias)
            {
                using var convolution = new StreamedWinogradConvolution(weight, bias, _shape.Inputs, _shape.Outputs, Loops);
                using var scratch = new FloatBuffer(StreamedWinogradConvolution.ScratchLength(y, _shape.Inputs, Loops), clear: false);
                convolution.Run(input, y, epilogue, scratch.Pointer, shift);
            }
            return KernelCase.Values(y);
        }

        public float[] Im2Col(FeatureMaps x, FeatureMaps? concat, Epilogue epilogue)
        {
            var (stride, before, after) = _steps;
            var y = Create((_shape.Height + before + after - _side) / stride + 1, (_shape.Width + before + after - _side) / stride + 1);
            fixed (float* weight = _weight, bias = _bias)
            {
                using var convolution = new Im2ColConvolution(weight, bias, _shape.Inputs, _shape.Outputs, _side, _side, stride, before, Loops);
                convolution.Run(x, concat, y, epilogue);
            }
            return KernelCase.Values(y);
        }

        public (FloatBuffer Buffer, FeatureMaps Maps) Residual() => KernelCase.Maps(4, _shape.Images, _shape.Height, _shape.Width, _shape.Outputs);

        // The input as two, of the first channels and of the others.
        public (FeatureMaps First, FeatureMaps Second) Split(int first)
        {
            var values = KernelCase.Values(Input);
            return (Channels(values, 0, first), Channels(values, first, _shape.Inputs - first));
        }

        private FeatureMaps Channels(float[] values, int first, int count)
        {
            var part = KernelCase.Buffer([.. values.Where((_, i) => i % _shape.Inputs >= first && i % _shape.Inputs < first + count)]);
            _buffers.Add(part);
            return new(part.Pointer, _shape.Images, _shape.Height, _shape.Width, count);
        }

        private FeatureMaps Create(int height, int width)
        {
            var buffer = new FloatBuffer((long)_shape.Images * height * width * _shape.Outputs);
            _buffers.Add(buffer);
            return new(buffer.Pointer, _shape.Images, height, width, _shape.Outputs);
        }
    }
}
