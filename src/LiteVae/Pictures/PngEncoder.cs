using System.Runtime.InteropServices;
using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Writes pictures as PNG, without loss.</summary>
public static class PngEncoder
{
    /// <summary>The bytes of a PNG file: 8-bit RGB, opaque.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var row = new byte[4 * image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            var source = image.Pixels.AsSpan(3 * image.Width * y, 3 * image.Width);
            for (var x = 0; x < image.Width; x++)
            {
                source.Slice(3 * x, 3).CopyTo(row.AsSpan(4 * x));
                row[4 * x + 3] = 255;
            }
            Marshal.Copy(row, 0, bitmap.GetPixels() + bitmap.RowBytes * y, row.Length);
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100)
            ?? throw new InvalidOperationException($"A picture of {image.Width}x{image.Height} could not be written as PNG.");
        return data.ToArray();
    }
}
