namespace LiteVae.Codec.Tests.Kernels;

/// <summary>The operations by their definitions, in double precision. Feature maps are [B, H, W, C].</summary>
internal static class Definition
{
    /// <param name="x">[images, height, width, inputs].</param>
    /// <param name="weight">[outputs, inputs, side, side].</param>
    /// <returns>[images, (height + before + after - side) / stride + 1, likewise, outputs].</returns>
    public static double[] Convolve(
        double[] x, (int Images, int Height, int Width) size, float[] weight, float[] bias, int inputs, int outputs, int side, int stride = 1, int before = 1, int after = 1)
    {
        var (height, width) = ((size.Height + before + after - side) / stride + 1, (size.Width + before + after - side) / stride + 1);
        var y = new double[(long)size.Images * height * width * outputs];
        Parallel.For(0, size.Images * height, line =>
        {
            var (image, row) = Math.DivRem(line, height);
            for (var column = 0; column < width; column++)
            {
                for (var output = 0; output < outputs; output++)
                {
                    double sum = bias[output];
                    for (var tap = 0; tap < side * side; tap++)
                    {
                        var (r, c) = (row * stride - before + tap / side, column * stride - before + tap % side);
                        if ((uint)r >= (uint)size.Height || (uint)c >= (uint)size.Width)
                            continue;
                        var at = ((long)(image * size.Height + r) * size.Width + c) * inputs;
                        for (var input = 0; input < inputs; input++)
                            sum += x[at + input] * weight[(output * inputs + input) * side * side + tap];
                    }
                    y[((long)line * width + column) * outputs + output] = sum;
                }
            }
        });
        return y;
    }

    /// <summary>The gradients of a 3x3 convolution, padded by one: of its weight, and of its input.</summary>
    public static (double[] Weight, double[] Input) ConvolutionGradients(
        double[] x, double[] y, (int Images, int Height, int Width) size, float[] weight, int inputs, int outputs)
    {
        var (weightGradient, inputGradient) = (new double[outputs * inputs * 9], new double[x.Length]);
        for (var position = 0; position < size.Images * size.Height * size.Width; position++)
        {
            var (image, row, column) = (position / size.Width / size.Height, position / size.Width % size.Height, position % size.Width);
            for (var tap = 0; tap < 9; tap++)
            {
                var (r, c) = (row - 1 + tap / 3, column - 1 + tap % 3);
                if ((uint)r >= (uint)size.Height || (uint)c >= (uint)size.Width)
                    continue;
                var at = ((image * size.Height + r) * size.Width + c) * inputs;
                for (var output = 0; output < outputs; output++)
                {
                    var gradient = y[position * outputs + output];
                    for (var input = 0; input < inputs; input++)
                    {
                        weightGradient[(output * inputs + input) * 9 + tap] += gradient * x[at + input];
                        inputGradient[at + input] += gradient * weight[(output * inputs + input) * 9 + tap];
                    }
                }
            }
        }
        return (weightGradient, inputGradient);
    }

    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    public static double SiluDerivative(double x)
    {
        var sigmoid = 1 / (1 + Math.Exp(-x));
        return sigmoid * (1 + x * (1 - sigmoid));
    }

    /// <summary>GroupNorm, followed by SiLU if asked for.</summary>
    public static double[] GroupNorm(double[] x, (int Images, int Positions, int Channels) size, float[] weight, float[] bias, int groups, double epsilon, bool silu = true)
    {
        var y = new double[x.Length];
        var width = size.Channels / groups;
        for (var i = 0; i < size.Images * groups; i++)
        {
            var (image, group) = Math.DivRem(i, groups);
            var members = Enumerable.Range(0, size.Positions * width)
                .Select(m => (image * size.Positions + m / width) * size.Channels + group * width + m % width).ToArray();
            var mean = members.Average(m => x[m]);
            var deviation = Math.Sqrt(members.Average(m => (x[m] - mean) * (x[m] - mean)) + epsilon);
            foreach (var m in members)
            {
                var value = (x[m] - mean) / deviation * weight[m % size.Channels] + bias[m % size.Channels];
                y[m] = silu ? Silu(value) : value;
            }
        }
        return y;
    }

    /// <summary>The numerical derivative of a sum of products, by one value of its argument.</summary>
    public static double Derivative(Func<double[], double[]> function, double[] at, int index, double[] direction)
    {
        const double Step = 1e-5;
        double Along(double step)
        {
            var point = (double[])at.Clone();
            point[index] += step;
            return function(point).Zip(direction, (a, b) => a * b).Sum();
        }
        return (8 * (Along(Step) - Along(-Step)) - (Along(2 * Step) - Along(-2 * Step))) / (12 * Step);
    }
}
