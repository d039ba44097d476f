using LiteVae.Codec.Pixels;
using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Pictures as <see cref="Codec.LatentCodec"/> takes and gives them, to and from other types.</summary>
public static class CodecPictures
{
    /// <summary>The same pixels, not copied.</summary>
    public static Picture AsPicture(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new Picture(image.Pixels, image.Width, image.Height);
    }

    /// <summary>A copy of the pixels.</summary>
    /// <exception cref="ArgumentException">The picture's format is not <see cref="PixelFormat.Rgb24"/>.</exception>
    public static RgbImage ToRgbImage(this Picture picture)
    {
        if (picture.Format != PixelFormat.Rgb24)
            throw new ArgumentException($"Expected pixels of Rgb24; got {picture.Format}.", nameof(picture));
        var image = new RgbImage(picture.Width, picture.Height);
        for (var row = 0; row < picture.Height; row++)
            picture.Pixels.Span.Slice(row * picture.Stride, 3 * picture.Width).CopyTo(image.Pixels.AsSpan(3 * row * picture.Width));
        return image;
    }

    /// <summary>A copy of a Skia bitmap's pixels.</summary>
    /// <param name="bitmap">Of any color type; it stays the caller's.</param>
    public static Picture ToPicture(this SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        var pixels = new byte[4 * bitmap.Width * bitmap.Height];
        var info = new SKImageInfo(bitmap.Width, bitmap.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var pixmap = bitmap.PeekPixels();
        unsafe
        {
            fixed (byte* to = pixels)
            {
                if (!pixmap.ReadPixels(info, (nint)to, info.RowBytes))
                    throw new ArgumentException($"Skia does not convert a bitmap of {bitmap.ColorType} to RGBA.", nameof(bitmap));
            }
        }
        return new Picture(pixels, bitmap.Width, bitmap.Height, PixelFormat.Rgba32);
    }

    /// <summary>A Skia bitmap with a copy of the pixels, owned by the caller.</summary>
    /// <exception cref="ArgumentException">The picture's format is not <see cref="PixelFormat.Rgba32"/> or <see cref="PixelFormat.Bgra32"/>.</exception>
    public static SKBitmap ToBitmap(this Picture picture)
    {
        var type = picture.Format switch
        {
            PixelFormat.Rgba32 => SKColorType.Rgba8888,
            PixelFormat.Bgra32 => SKColorType.Bgra8888,
            _ => throw new ArgumentException($"Expected pixels of Rgba32 or Bgra32; got {picture.Format}.", nameof(picture)),
        };
        var bitmap = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, type, SKAlphaType.Unpremul));
        var target = bitmap.GetPixelSpan();
        for (var row = 0; row < picture.Height; row++)
            picture.Pixels.Span.Slice(row * picture.Stride, 4 * picture.Width).CopyTo(target[(row * bitmap.RowBytes)..]);
        return bitmap;
    }
}
