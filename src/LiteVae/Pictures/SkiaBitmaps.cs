using System.Runtime.InteropServices;
using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Pictures to and from the bitmaps that Skia draws on.</summary>
internal static class SkiaBitmaps
{
    public static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var row = new byte[4 * image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                image.Pixels.AsSpan(3 * (y * image.Width + x), 3).CopyTo(row.AsSpan(4 * x));
                row[4 * x + 3] = 255;
            }
            Marshal.Copy(row, 0, bitmap.GetPixels() + y * bitmap.RowBytes, row.Length);
        }
        return bitmap;
    }

    public static RgbImage ToImage(SKBitmap bitmap)
    {
        var image = new RgbImage(bitmap.Width, bitmap.Height);
        var row = new byte[4 * bitmap.Width];
        for (var y = 0; y < bitmap.Height; y++)
        {
            Marshal.Copy(bitmap.GetPixels() + y * bitmap.RowBytes, row, 0, row.Length);
            for (var x = 0; x < bitmap.Width; x++)
                row.AsSpan(4 * x, 3).CopyTo(image.Pixels.AsSpan(3 * (y * bitmap.Width + x)));
        }
        return image;
    }
}
