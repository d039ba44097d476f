using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Peak signal-to-noise ratio (dB) of 8-bit images: 10 log10(255^2 / mean squared error), over all pixels and channels.</summary>
/// <remarks>
/// Per image, as skimage.metrics.peak_signal_noise_ratio with data_range 255; a data set's value is the mean over images.
/// Identical images count as <see cref="Identical"/>, and no pair as more than that (one level's difference in one
/// sample of a megapixel would be 113 dB), so that an exact reconstruction is never outranked.
/// </remarks>
public static class Psnr
{
    /// <summary>What an identical pair counts as (dB).</summary>
    public const double Identical = 100;

    /// <summary>PSNR of two pictures of one size (dB).</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Of(RgbImage a, RgbImage b)
    {
        ImagePairs.RequireSameSize(a, b, "PSNR");
        var squares = 0L;
        for (var i = 0; i < a.Pixels.Length; i++)
        {
            var difference = a.Pixels[i] - b.Pixels[i];
            squares += difference * difference;
        }
        return FromMeanSquaredError((double)squares / a.Pixels.Length);
    }

    /// <summary>PSNR of each pair of a batch (dB), quantised to 8 bits first.</summary>
    /// <param name="a">[B,3,H,W] in [-1,1].</param>
    /// <param name="b">The same shape.</param>
    /// <returns>B values.</returns>
    /// <exception cref="ArgumentException">The shapes are other ones or differ, or a value is not finite.</exception>
    public static double[] Of(Tensor a, Tensor b)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (x, y) = ImagePairs.Quantise(a, b, "PSNR");
        return [.. (x - y).square().mean([1, 2, 3]).data<double>().ToArray().Select(FromMeanSquaredError)];
    }

    private static double FromMeanSquaredError(double error) =>
        error == 0 ? Identical : Math.Min(Identical, 10 * Math.Log10(255.0 * 255.0 / error));
}
