namespace LiteVae.Codec.Pixels;

/// <summary>A picture in memory that the caller owns: pixels, size and format.</summary>
public readonly record struct Picture
{
    /// <summary>Describes existing pixels.</summary>
    /// <param name="pixels">Row by row from the top; not copied.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="stride">Bytes from a row to the next; 0 where rows follow each other without a gap.</param>
    /// <exception cref="ArgumentException">There are too few bytes, or a size is not positive.</exception>
    public Picture(ReadOnlyMemory<byte> pixels, int width, int height, PixelFormat format = PixelFormat.Rgb24, int stride = 0)
    {
        Stride = PixelFormats.CheckedStride(pixels.Length, width, height, format, stride);
        (Pixels, Width, Height, Format) = (pixels, width, height, format);
    }

    /// <summary>The pixels, row by row from the top.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The format of each pixel.</summary>
    public PixelFormat Format { get; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Stride { get; }
}
