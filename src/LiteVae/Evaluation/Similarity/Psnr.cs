using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Similarity;

/// <summary>Peak signal-to-noise ratio (dB) of 8-bit pictures, per picture; over a set, the mean of these is reported.</summary>
public static class Psnr
{
    /// <summary>The value of an identical pair (dB), which is also the maximum of any pair.</summary>
    public const double Identical = 100;

    /// <summary>10 log10(255^2 / mean squared error over pixels and channels), at most 100 dB.</summary>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    public static double Of(RgbImage a, RgbImage b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        a.RequireSizeOf(b, "PSNR");
        var sum = 0L;
        for (var i = 0; i < a.Pixels.Length; i++)
        {
            var difference = a.Pixels[i] - b.Pixels[i];
            sum += difference * difference;
        }
        return FromMeanSquare((double)sum / a.Pixels.Length);
    }

    /// <summary>The same for each picture of two batches, quantized to 256 levels first.</summary>
    /// <param name="a">[B,3,H,W] in [-1,1].</param>
    /// <param name="b">[B,3,H,W] in [-1,1].</param>
    /// <returns>B values (dB).</returns>
    /// <exception cref="ArgumentException">The shapes differ or are others, or a value is not finite.</exception>
    public static double[] Of(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Levels.OfPair(a, b, "PSNR");
        var means = (x - y).Squared().mean([1, 2, 3]);
        return [.. means.to(CPU).data<double>().ToArray().Select(FromMeanSquare)];
    }

    private static double FromMeanSquare(double meanSquare) =>
        meanSquare == 0 ? Identical : Math.Min(Identical, 10 * Math.Log10(255.0 * 255.0 / meanSquare));
}
