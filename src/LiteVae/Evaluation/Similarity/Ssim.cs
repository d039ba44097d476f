using System.Numerics;
using System.Runtime.InteropServices;
using LiteVae.Pictures;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Similarity;

/// <summary>Structural similarity (Wang et al. 2004) of 8-bit pictures, per picture.</summary>
/// <remarks>
/// Gaussian window 11x11 with sigma 1.5, K 0.01 and 0.03, data range 255, biased covariance, only windows that lie inside
/// the picture, mean over positions and R, G, B; no downsampling. In double precision. scikit-image's structural_similarity
/// with gaussian_weights=True, sigma=1.5 and use_sample_covariance=False agrees.
/// </remarks>
public static class Ssim
{
    /// <summary>The smallest height and width (pixels): the side of the window.</summary>
    public const int MinimumSide = 11;

    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);

    private static readonly double[] Window = GaussianWindow(1.5);

    /// <summary>The similarity of two pictures, in [-1,1]; 1 for identical ones.</summary>
    /// <exception cref="ArgumentException">The pictures differ in size, or a side is under <see cref="MinimumSide"/>.</exception>
    public static double Of(RgbImage a, RgbImage b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        a.RequireSizeOf(b, "SSIM");
        if (Math.Min(a.Width, a.Height) < MinimumSide)
            throw new ArgumentException($"SSIM needs at least {MinimumSide} pixels a side; got {a.Width}x{a.Height}.");
        var sum = 0.0;
        for (var channel = 0; channel < 3; channel++)
            sum += OfChannel(a, b, channel);
        return sum / 3;
    }

    /// <summary>The same for each picture of two batches, quantized to 256 levels first.</summary>
    /// <param name="a">[B,3,H,W] in [-1,1].</param>
    /// <param name="b">[B,3,H,W] in [-1,1].</param>
    /// <returns>B values in [-1,1].</returns>
    /// <exception cref="ArgumentException">
    /// The shapes differ or are others, a side is under <see cref="MinimumSide"/>, or a value is not finite.
    /// </exception>
    public static double[] Of(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Levels.OfPair(a, b, "SSIM");
        if (x.size(2) < MinimumSide || x.size(3) < MinimumSide)
            throw new ArgumentException($"SSIM needs at least {MinimumSide} pixels a side; got {TensorGuards.Shape(a)}.");

        var (meanX, meanY) = (Blur(x), Blur(y)); // [B, 3, H-10, W-10]
        var varianceX = Blur(x * x) - meanX * meanX;
        var varianceY = Blur(y * y) - meanY * meanY;
        var covariance = Blur(x * y) - meanX * meanY;
        var similarity = (meanX.Times(2) * meanY).Plus(C1) * covariance.Times(2).Plus(C2)
            / ((meanX * meanX).Plus(meanY * meanY).Plus(C1) * varianceX.Plus(varianceY).Plus(C2));
        return similarity.mean([1, 2, 3]).to(CPU).data<double>().ToArray();
    }

    // One channel of two pictures, without libtorch: a single picture is not worth loading it.
    private static double OfChannel(RgbImage a, RgbImage b, int channel)
    {
        var (width, height) = (a.Width, a.Height);
        var (x, y) = (new double[width * height], new double[width * height]);
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (a.Pixels[3 * i + channel], b.Pixels[3 * i + channel]);
        var (meanX, meanY) = (Blur(x, width, height), Blur(y, width, height));
        var squareX = Blur([.. x.Select(v => v * v)], width, height);
        var squareY = Blur([.. y.Select(v => v * v)], width, height);
        var product = Blur([.. x.Zip(y, (v, w) => v * w)], width, height);
        var sum = 0.0;
        for (var i = 0; i < meanX.Length; i++)
        {
            var (mx, my) = (meanX[i], meanY[i]);
            sum += (2 * mx * my + C1) * (2 * (product[i] - mx * my) + C2)
                / ((mx * mx + my * my + C1) * (squareX[i] - mx * mx + (squareY[i] - my * my) + C2));
        }
        return sum / meanX.Length;
    }

    // Only windows that lie inside: [H, W] to [H-10, W-10].
    private static double[] Blur(double[] image, int width, int height)
    {
        var (inner, rows) = (width - MinimumSide + 1, height - MinimumSide + 1);
        var horizontal = new double[inner * height];
        for (var row = 0; row < height; row++)
        {
            for (var i = 0; i < MinimumSide; i++)
                AddScaled(image.AsSpan(row * width + i, inner), Window[i], horizontal.AsSpan(row * inner, inner));
        }
        var result = new double[inner * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < MinimumSide; i++)
                AddScaled(horizontal.AsSpan((row + i) * inner, inner), Window[i], result.AsSpan(row * inner, inner));
        }
        return result;
    }

    private static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> sums)
    {
        var parts = MemoryMarshal.Cast<double, Vector<double>>(values);
        var to = MemoryMarshal.Cast<double, Vector<double>>(sums);
        for (var i = 0; i < to.Length; i++)
            to[i] += factor * parts[i];
        for (var i = to.Length * Vector<double>.Count; i < sums.Length; i++)
            sums[i] += factor * values[i];
    }

    private static Tensor Blur(Tensor images)
    {
        using var scope = NewDisposeScope();
        return BlurAlong(BlurAlong(images, 2), 3).MoveToOuterDisposeScope();
    }

    private static Tensor BlurAlong(Tensor images, int dimension)
    {
        var size = images.size(dimension) - MinimumSide + 1;
        var sum = images.narrow(dimension, 0, size).Times(Window[0]);
        for (var i = 1; i < MinimumSide; i++)
            sum.AddInPlace(images.narrow(dimension, i, size), Window[i]);
        return sum;
    }

    private static double[] GaussianWindow(double sigma)
    {
        const int radius = MinimumSide / 2;
        var weights = Enumerable.Range(-radius, MinimumSide).Select(i => Math.Exp(-i * i / (2 * sigma * sigma))).ToArray();
        var total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }
}
