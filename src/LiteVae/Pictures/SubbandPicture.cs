using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Wavelets;
using LiteVae.Codec.Pixels;

namespace LiteVae.Pictures;

/// <summary>Draws the wavelet sub-bands of an image as the usual nested picture.</summary>
public static class SubbandPicture
{
    // Details of natural images are small: this share of the range reaches from mid-gray to black or white.
    private const float DetailGain = 4;

    /// <summary>Lowpass at the top left, horizontal details at its right, vertical ones below, diagonal ones across.</summary>
    /// <remarks>
    /// Level l is divided by 2^l, as the encoder does, so that the lowpass keeps the image's brightness; details are
    /// amplified four times about mid-gray. A size that is no multiple of 2^levels is cropped at the right and bottom.
    /// </remarks>
    /// <param name="image">The image.</param>
    /// <param name="levels">Levels of the transform, at least 1.</param>
    /// <exception cref="ArgumentException">The image is smaller than 2^levels.</exception>
    public static RgbImage Of(RgbImage image, int levels = 3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        var factor = 1L << levels;
        if (image.Width < factor || image.Height < factor)
            throw new ArgumentException($"{levels} levels of sub-bands need an image of at least {factor}x{factor}; got {image.Width}x{image.Height}.", nameof(image));

        var picture = new RgbImage((int)(image.Width / factor * factor), (int)(image.Height / factor * factor));
        Draw(image, picture, levels);
        return picture;
    }

    private static unsafe void Draw(RgbImage image, RgbImage picture, int levels)
    {
        var (width, height) = (picture.Width, picture.Height);
        var lowpass = new FloatBuffer(3L * width * height, clear: false);
        var maps = new FeatureMaps(lowpass.Pointer, 1, height, width, 3);
        PixelReader.Read(image.Pixels, image.Width, image.Height, PixelFormat.Rgb24, 3 * image.Width, 0, 0, maps);
        for (var level = 1; level <= levels; level++)
        {
            var bands = new FloatBuffer(12L * (maps.Width / 2) * (maps.Height / 2), clear: false);
            var result = new FeatureMaps(bands.Pointer, 1, maps.Height / 2, maps.Width / 2, 12);
            HaarKernel.Run(maps, 3, result); // LL, H, V, D, divided by 2^level
            lowpass.Dispose();
            (lowpass, maps) = (bands, result);
            Paint(maps, band: 1, picture, maps.Width, 0, DetailGain);
            Paint(maps, band: 2, picture, 0, maps.Height, DetailGain);
            Paint(maps, band: 3, picture, maps.Width, maps.Height, DetailGain);
        }
        Paint(maps, band: 0, picture, 0, 0, gain: 1);
        lowpass.Dispose();
    }

    private static unsafe void Paint(FeatureMaps bands, int band, RgbImage picture, int left, int top, float gain)
    {
        var row = new float[3 * bands.Width];
        for (var y = 0; y < bands.Height; y++)
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = gain * bands.At(0, y, i / 3)[3 * band + i % 3];
            PixelWriter.WriteRow(row, PixelFormat.Rgb24, picture.Pixels.AsSpan(3 * ((top + y) * picture.Width + left), row.Length));
        }
    }
}
