using LiteVae.Codec.Pixels;

namespace LiteVae.Codec.Tests;

/// <summary>Pictures of noise that depends on a seed alone.</summary>
internal static class TestPictures
{
    /// <summary>A picture whose bytes, also those between rows, are noise.</summary>
    public static Picture Noise(int width, int height, PixelFormat format = PixelFormat.Rgb24, int gap = 0, int seed = 1)
    {
        var stride = width * PixelFormats.BytesOf(format) + gap;
        var bytes = new byte[stride * height];
        new Random(seed).NextBytes(bytes);
        return new Picture(bytes, width, height, format, stride);
    }

    /// <summary>A picture of slow waves, with hardly any contrast in its left half: tiles of it have unlike statistics.</summary>
    public static Picture Waves(int width, int height)
    {
        var bytes = new byte[3 * width * height];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            bytes[i] = (byte)(128 + 110 * (x < width / 2 ? 0.03 : 1) * Math.Sin(0.02 * x + channel) * Math.Cos(0.015 * y));
        }
        return new Picture(bytes, width, height, PixelFormat.Rgb24, 3 * width);
    }

    /// <summary>Requires two posteriors to be of one picture, with values that differ by at most a part of the largest magnitude.</summary>
    public static void AssertClose(Latents expected, Latents actual, double tolerance)
    {
        Assert.Equal((expected.Channels, expected.Height, expected.Width), (actual.Channels, actual.Height, actual.Width));
        Assert.Equal((expected.PictureWidth, expected.PictureHeight), (actual.PictureWidth, actual.PictureHeight));
        AssertClose(expected.Mean, actual.Mean, tolerance);
        AssertClose(expected.LogVariance, actual.LogVariance, tolerance);
    }

    public static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(MathF.Abs);
        Assert.True(scale > 0, "The expected values are all zero and would prove nothing.");
        var error = expected.Zip(actual, (a, b) => (double)MathF.Abs(a - b)).Max(d => double.IsNaN(d) ? double.PositiveInfinity : d) / scale;
        Assert.True(error <= tolerance, $"Relative error {error:0.0e0}; at most {tolerance:0.0e0}.");
    }
}
