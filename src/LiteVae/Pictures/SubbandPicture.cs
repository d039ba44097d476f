using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Shows the Haar sub-bands of a picture, nested as wavelet transforms usually are.</summary>
public static class SubbandPicture
{
    /// <summary>By how much details are amplified: the difference of two halves of a block is mostly small.</summary>
    public const int Gain = 4;

    /// <summary>
    /// Draws each level as four quadrants: LL top left (which holds the next level), H top right, V bottom left, D bottom
    /// right. LL is the mean of each block; details are amplified about mid-grey.
    /// </summary>
    /// <param name="image">Any picture of at least 2^levels pixels a side; cropped about its middle to multiples of that.</param>
    /// <param name="levels">1 to 8.</param>
    /// <returns>A picture of the cropped size.</returns>
    /// <exception cref="ArgumentException">The picture is too small for so many levels.</exception>
    public static RgbImage Of(RgbImage image, int levels = 3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, 8);
        var factor = 1 << levels;
        var (width, height) = (image.Width / factor * factor, image.Height / factor * factor);
        if (width == 0 || height == 0)
            throw new ArgumentException($"{levels} levels need at least {factor} pixels a side; got {image.Width}x{image.Height}.", nameof(image));

        using var scope = NewDisposeScope();
        var pixels = ImageTensors.ToTensor(image)
            .narrow(2, (image.Height - height) / 2, height).narrow(3, (image.Width - width) / 2, width);
        var pyramid = HaarTransform.Pyramid(pixels, levels);
        var picture = pyramid[^1].narrow(1, 0, 3) / factor; // LL is 2^levels times the mean.
        for (var level = levels; level >= 1; level--)
        {
            var bands = (pyramid[level - 1] * ((double)Gain / (1 << level))).chunk(4, 1); // LL, H, V, D
            picture = cat([cat([picture, bands[1]], 3), cat([bands[2], bands[3]], 3)], 2);
        }
        return ImageTensors.ToImages(picture)[0];
    }
}
