using LiteVae.Codec.Pixels;
using LiteVae.Samples.Pictures;

namespace LiteVae.Packages.Tests;

/// <summary>A picture of slow gradients.</summary>
internal static class TestPicture
{
    /// <summary>Writes it as PNG.</summary>
    public static void Write(string path, int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / 3 % width * 2 + i / (3 * width));
        using var stream = File.Create(path);
        PngWriter.Write(stream, new Picture(pixels, width, height));
    }
}
