using static TorchSharp.torch;

namespace LiteVae.Evaluation.Similarity;

/// <summary>Resizes images by a matrix along each axis; any separable filter is exact this way.</summary>
internal static class Resampler
{
    /// <summary>Resizes a batch.</summary>
    /// <param name="images">[B,C,H,W], float32 or float64.</param>
    /// <param name="height">New height.</param>
    /// <param name="width">New width.</param>
    /// <param name="how">The filter.</param>
    /// <returns>[B,C,height,width] of the same type; not clamped (bicubic can overshoot).</returns>
    public static Tensor Resize(Tensor images, int height, int width, Resampling how)
    {
        using var scope = NewDisposeScope();
        var vertical = Matrix((int)images.size(2), height, how).to(images.dtype).to(images.device);
        var horizontal = Matrix((int)images.size(3), width, how).to(images.dtype).to(images.device);
        return vertical.matmul(images.matmul(horizontal.t())).MoveToOuterDisposeScope(); // [B, C, height, width]
    }

    /// <summary>The weights [to, from], float64; every row sums to 1.</summary>
    public static Tensor Matrix(int from, int to, Resampling how)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1);
        var weights = new double[(long)to * from];
        for (var row = 0; row < to; row++)
        {
            var line = weights.AsSpan(row * from, from);
            if (how == Resampling.PilBicubic)
                Cubic(line, row, (double)from / to);
            else
                Linear(line, how == Resampling.Tensorflow1Bilinear ? row * ((double)from / to) : (row + 0.5) * from / to - 0.5);
        }
        return tensor(weights, [to, from]);
    }

    private static void Linear(Span<double> line, double position)
    {
        position = Math.Clamp(position, 0, line.Length - 1);
        var left = (int)position;
        var fraction = position - left;
        line[left] += 1 - fraction;
        line[Math.Min(left + 1, line.Length - 1)] += fraction;
    }

    private static void Cubic(Span<double> line, int row, double scale)
    {
        var stretch = Math.Max(1, scale);
        var support = 2 * stretch;
        var center = (row + 0.5) * scale;
        var first = Math.Max(0, (int)(center - support + 0.5));
        var end = Math.Min(line.Length, (int)(center + support + 0.5));
        var sum = 0.0;
        for (var i = first; i < end; i++)
            sum += line[i] = CubicKernel((i + 0.5 - center) / stretch);
        for (var i = first; i < end; i++)
            line[i] /= sum;
    }

    // Keys' cubic convolution, a = -0.5.
    private static double CubicKernel(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
            < 2 => (((x - 5) * x + 8) * x - 4) * a,
            _ => 0,
        };
    }
}
