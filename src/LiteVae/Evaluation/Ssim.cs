using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Structural similarity of 8-bit images (Wang et al. 2004), the mean over positions and RGB channels; 1 is identity.</summary>
/// <remarks>
/// Gaussian window 11x11 with sigma 1.5, K 0.01 and 0.03, biased covariance, only positions where the whole window lies
/// inside the image, data range 255, no downsampling: skimage.metrics.structural_similarity with gaussian_weights=True,
/// sigma=1.5, use_sample_covariance=False, channel_axis, data_range=255.
/// </remarks>
public static class Ssim
{
    /// <summary>Side of the window, and so the smallest side of an image that SSIM is defined for (pixels).</summary>
    public const int Window = 11;

    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);

    /// <summary>SSIM of two pictures of one size.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is shorter than <see cref="Window"/>.</exception>
    /// <remarks>
    /// As in skimage, a picture smaller than the window is an error: with a smaller window the number would be another
    /// metric under the same name. Ask <see cref="IsDefined"/> first.
    /// </remarks>
    public static double Of(RgbImage a, RgbImage b)
    {
        ImagePairs.RequireSameSize(a, b, "SSIM");
        RequireWindow(a.Width, a.Height);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        return Compare(ImagePairs.Levels(a), ImagePairs.Levels(b))[0];
    }

    /// <summary>SSIM of each pair of a batch, quantised to 8 bits first.</summary>
    /// <param name="a">[B,3,H,W] in [-1,1], with H and W at least <see cref="Window"/>.</param>
    /// <param name="b">The same shape.</param>
    /// <returns>B values.</returns>
    /// <exception cref="ArgumentException">The shapes are other ones, differ or are too small, or a value is not finite.</exception>
    public static double[] Of(Tensor a, Tensor b)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (x, y) = ImagePairs.Quantise(a, b, "SSIM");
        RequireWindow(x.size(3), x.size(2));
        // One image at a time: five float64 planes a channel would otherwise be held for the whole batch.
        return [.. Enumerable.Range(0, (int)x.size(0)).Select(i => Compare(x.narrow(0, i, 1), y.narrow(0, i, 1))[0])];
    }

    /// <summary>Whether an image of this size has an SSIM.</summary>
    public static bool IsDefined(long width, long height) => width >= Window && height >= Window;

    private static void RequireWindow(long width, long height)
    {
        if (!IsDefined(width, height))
            throw new ArgumentException($"SSIM needs images of at least {Window}x{Window} pixels; got {width}x{height}.");
    }

    private static double[] Compare(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var b = x.size(0);
        var planes = cat([x, y, x * x, y * y, x * y], 1); // [B, 15, H, W]
        var means = Blur(planes).unflatten(1, 5, 3);      // [B, 5, 3, H-10, W-10]
        var (mx, my) = (means.select(1, 0), means.select(1, 1));
        var (vx, vy) = (means.select(1, 2) - mx * mx, means.select(1, 3) - my * my);
        var covariance = means.select(1, 4) - mx * my;
        var similarity = (2 * mx * my + C1) * (2 * covariance + C2) / ((mx * mx + my * my + C1) * (vx + vy + C2));
        return similarity.reshape(b, -1).mean([1]).data<double>().ToArray();
    }

    // [B,C,H,W] -> [B,C,H-10,W-10]
    private static Tensor Blur(Tensor planes)
    {
        var taps = Enumerable.Range(-(Window / 2), Window).Select(i => Math.Exp(-i * i / (2 * 1.5 * 1.5))).ToArray();
        var kernel = tensor(taps) / taps.Sum();
        var (b, c, h, w) = (planes.size(0), planes.size(1), planes.size(2), planes.size(3));
        var flat = planes.reshape(b * c, 1, h, w);
        var rows = nn.functional.conv2d(flat, kernel.reshape(1, 1, Window, 1));
        return nn.functional.conv2d(rows, kernel.reshape(1, 1, 1, Window)).reshape(b, c, h - Window + 1, w - Window + 1);
    }
}
