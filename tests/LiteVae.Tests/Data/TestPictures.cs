using LiteVae.Data;
using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Tests.Data;

/// <summary>Pictures whose pixels are known.</summary>
internal static class TestPictures
{
    /// <summary>Red grows to the right, green downwards, blue is constant.</summary>
    public static RgbImage Ramp(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < width * height; i++)
        {
            image.Pixels[3 * i] = (byte)(i % width * 255 / Math.Max(1, width - 1));
            image.Pixels[(3 * i) + 1] = (byte)(i / width * 255 / Math.Max(1, height - 1));
            image.Pixels[(3 * i) + 2] = 60;
        }
        return image;
    }

    /// <summary>One color, of any number of channels and format, as libvips has it.</summary>
    public static Image Flat(int width, int height, Enums.Interpretation interpretation, Enums.BandFormat format, params double[] color)
    {
        using var black = Image.Black(width, height, color.Length);
        return (black + color).Cast(format).Copy(interpretation: interpretation);
    }

    public static Image Vips(RgbImage image) =>
        Image.NewFromMemory(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

    public static int[] PixelAt(RgbImage image, int x, int y) =>
        [.. image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).ToArray().Select(b => (int)b)];

    public static void AssertColor(RgbImage image, int x, int y, int[] expected, int tolerance)
    {
        var found = PixelAt(image, x, y);
        Assert.True(
            expected.Zip(found, (e, f) => Math.Abs(e - f)).Max() <= tolerance,
            $"At {x},{y}: expected {string.Join(',', expected)} within {tolerance}; found {string.Join(',', found)}.");
    }

    /// <summary>A folder of ramps, each of its own size, and the names of files that are no images.</summary>
    public static void Fill(TemporaryFolder folder, int good, int broken)
    {
        for (var i = 0; i < good; i++)
            ImageFile.Save(folder.File($"good/{i:000}.png"), Ramp(20 + i, 33 - i));
        for (var i = 0; i < broken; i++)
            folder.Write($"bad/{i:000}.jpg", "not a picture"u8.ToArray());
    }
}
