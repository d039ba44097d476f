using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Server.Tests;

/// <summary>Pictures, encoded as clients send them.</summary>
internal static class TestPictures
{
    /// <summary>Waves, which depend on the seed.</summary>
    public static RgbImage Waves(int width, int height, int seed = 1)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            image.Pixels[i] = (byte)(128 + 100 * Math.Sin(0.1 * seed * x + channel) * Math.Cos(0.07 * y));
        }
        return image;
    }

    public static byte[] Png(int width, int height, int seed = 1) => PngEncoder.Encode(Waves(width, height, seed));

    /// <summary>A picture of many pixels in a file of few bytes, whose data is damaged: decoding it fails.</summary>
    public static byte[] Bomb(int width, int height)
    {
        using var black = Image.Black(width, height);
        var file = black.PngsaveBuffer(compression: 9);
        file.AsSpan(file.Length / 2, 64).Fill(0xAA);
        return file;
    }
}
