namespace LiteVae.Pictures;

/// <summary>A picture in memory: 8-bit sRGB, rows from the top, pixels as R, G, B.</summary>
public sealed class RgbImage
{
    /// <summary>Creates a picture over existing pixels.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">3 x width x height bytes; not copied.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != 3L * width * height)
            throw new ArgumentException($"A {width}x{height} picture needs {3L * width * height} bytes; got {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Creates a black picture.</summary>
    public RgbImage(int width, int height)
        : this(width, height, new byte[checked(3 * width * height)])
    {
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>A copy that is mirrored left to right.</summary>
    public RgbImage Mirror()
    {
        var mirrored = (byte[])Pixels.Clone();
        for (var row = 0; row < Height; row++)
            MirrorRow(mirrored.AsSpan(3 * row * Width, 3 * Width));
        return new RgbImage(Width, Height, mirrored);
    }

    /// <summary>Mirrors a row of pixels, R, G and B each, in place.</summary>
    internal static void MirrorRow(Span<byte> row)
    {
        row.Reverse();
        for (var i = 0; i + 2 < row.Length; i += 3)
            (row[i], row[i + 2]) = (row[i + 2], row[i]);
    }
}
