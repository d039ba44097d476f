using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using SkiaSharp;

namespace LiteVae.Tests.Pictures;

public sealed class CodecPicturesTests
{
    [Fact]
    public void Skia_bitmaps_keep_their_pixels_there_and_back()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3, 2, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(2, 1, new SKColor(10, 20, 30, 200));
        bitmap.SetPixel(0, 0, new SKColor(255, 0, 128, 255));
        var picture = bitmap.ToPicture();
        Assert.Equal((3, 2, PixelFormat.Rgba32), (picture.Width, picture.Height, picture.Format));
        Assert.Equal([10, 20, 30, 200], picture.Pixels.Span.Slice(4 * 5, 4).ToArray());
        using var back = picture.ToBitmap();
        Assert.Equal(bitmap.GetPixel(2, 1), back.GetPixel(2, 1));
        Assert.Equal(bitmap.GetPixel(0, 0), back.GetPixel(0, 0));
    }

    [Fact]
    public void Rows_with_a_gap_are_copied_without_it()
    {
        byte[] pixels = [1, 2, 3, 99, 4, 5, 6, 99];
        var image = new Picture(pixels, 1, 2, PixelFormat.Rgb24, stride: 4).ToRgbImage();
        Assert.Equal([1, 2, 3, 4, 5, 6], image.Pixels);
        Assert.Equal(image.Pixels, image.AsPicture().Pixels.ToArray());
    }

    [Fact]
    public void Other_formats_are_refused_by_name()
    {
        var gray = new Picture(new byte[4], 2, 2, PixelFormat.Gray8);
        Assert.Contains("Gray8", Assert.Throws<ArgumentException>(() => gray.ToRgbImage()).Message, StringComparison.Ordinal);
        Assert.Contains("Gray8", Assert.Throws<ArgumentException>(() => gray.ToBitmap()).Message, StringComparison.Ordinal);
    }
}
