namespace LiteVae.Codec.Kernels.Resampling;

/// <summary>Feature maps sampled at another size by cubic convolution (Keys 1981, a = -0.75) of 4x4 positions.</summary>
/// <remarks>
/// Position i of n results lies at (i + 1/2) N/n - 1/2 of N inputs, as libtorch has it without aligned corners; beyond the
/// edges the input repeats them. There is no low-pass filter before a reduction.
/// </remarks>
internal static unsafe class BicubicInterpolation
{
    private const double A = -0.75;
    private const int Taps = 4;

    /// <summary>Computes it, in double precision.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result, of any size.</param>
    public static void Run(FeatureMaps x, FeatureMaps y)
    {
        x.Require(y.Channels, y, x.Channels);
        var columns = Enumerable.Range(0, y.Width).Select(i => new Window(i, x.Width, y.Width)).ToArray();
        KernelThreads.For(y.Images * y.Height, line =>
        {
            var (image, row) = Math.DivRem(line, y.Height);
            var rows = new Window(row, x.Height, y.Height);
            for (var column = 0; column < y.Width; column++)
            {
                for (var channel = 0; channel < x.Channels; channel++)
                {
                    var sum = 0.0;
                    for (var i = 0; i < Taps; i++)
                    {
                        for (var j = 0; j < Taps; j++)
                            sum += rows.Weights[i] * columns[column].Weights[j] * x.At(image, rows.Positions[i], columns[column].Positions[j])[channel];
                    }
                    y.At(image, row, column)[channel] = (float)sum;
                }
            }
        });
    }

    /// <summary>The inputs of a result along one axis, and their weights.</summary>
    private sealed class Window
    {
        public Window(int result, int inputs, int results)
        {
            var at = (result + 0.5) * inputs / results - 0.5;
            var first = (int)Math.Floor(at) - 1;
            for (var tap = 0; tap < Taps; tap++)
            {
                Positions[tap] = Math.Clamp(first + tap, 0, inputs - 1);
                Weights[tap] = Weight(Math.Abs(at - (first + tap)));
            }
        }

        public int[] Positions { get; } = new int[Taps];

        public double[] Weights { get; } = new double[Taps];

        private static double Weight(double distance) => distance <= 1
            ? ((A + 2) * distance - (A + 3)) * distance * distance + 1
            : A * (((distance - 5) * distance + 8) * distance - 4);
    }
}
