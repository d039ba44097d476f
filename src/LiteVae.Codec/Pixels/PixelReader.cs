using System.Runtime.InteropServices;

namespace LiteVae.Codec.Pixels;

/// <summary>Reads parts of pictures as feature maps in [-1,1].</summary>
internal static unsafe class PixelReader
{
    private const float HalfRange = 127.5f;
    private const float HalfRange16 = 32767.5f;

    /// <summary>Fills feature maps [1,h,w,3] with the part of a picture that begins at a position; beyond the right and the bottom the picture is reflected.</summary>
    /// <param name="pixels">The picture's bytes.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="maps">What is filled.</param>
    /// <param name="image">Which of its images.</param>
    public static void Read(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int stride, int left, int top, FeatureMaps maps, int image = 0)
    {
        var size = PixelFormats.BytesOf(format);
        for (var y = 0; y < maps.Height; y++)
        {
            var row = pixels.Slice(Reflection.At(top + y, height) * stride, width * size);
            var to = maps.At(image, y, 0);
            for (var x = 0; x < maps.Width; x++, to += 3)
                Read(row.Slice(Reflection.At(left + x, width) * size, size), format, to);
        }
    }

    private static void Read(ReadOnlySpan<byte> pixel, PixelFormat format, float* to)
    {
        switch (format)
        {
            case PixelFormat.Rgb24:
                Store(to, pixel[0], pixel[1], pixel[2]);
                break;
            case PixelFormat.Rgba32:
                StoreOnWhite(to, pixel[0], pixel[1], pixel[2], pixel[3]);
                break;
            case PixelFormat.Bgra32:
                StoreOnWhite(to, pixel[2], pixel[1], pixel[0], pixel[3]);
                break;
            case PixelFormat.Gray8:
                Store(to, pixel[0], pixel[0], pixel[0]);
                break;
            default:
                var values = MemoryMarshal.Cast<byte, ushort>(pixel);
                for (var channel = 0; channel < 3; channel++)
                    to[channel] = values[channel] / HalfRange16 - 1;
                break;
        }
    }

    private static void Store(float* to, float red, float green, float blue) =>
        (to[0], to[1], to[2]) = (red / HalfRange - 1, green / HalfRange - 1, blue / HalfRange - 1);

    private static void StoreOnWhite(float* to, int red, int green, int blue, int alpha) =>
        Store(to, OnWhite(red, alpha), OnWhite(green, alpha), OnWhite(blue, alpha));

    // Rounded to the nearest of 256 levels, as a picture file's alpha is.
    private static int OnWhite(int value, int alpha) => (value * alpha + 255 * (255 - alpha) + 127) / 255;
}
