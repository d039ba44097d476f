namespace LiteVae.Codec.Pixels;

/// <summary>Sizes of the pixel formats, and checks of memory against them.</summary>
internal static class PixelFormats
{
    /// <summary>Bytes of one pixel.</summary>
    public static int BytesOf(PixelFormat format) => format switch
    {
        PixelFormat.Rgb24 => 3,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 => 4,
        PixelFormat.Gray8 => 1,
        PixelFormat.Rgb48 => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This pixel format is not known."),
    };

    /// <summary>Checks that pixels of a size lie within a span, and gives the bytes from a row to the next.</summary>
    /// <param name="length">Bytes of the span.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="stride">Bytes from a row to the next; 0 where rows follow each other without a gap.</param>
    /// <exception cref="ArgumentException">The span is too short, or a size is not positive.</exception>
    public static int CheckedStride(int length, int width, int height, PixelFormat format, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var row = (long)width * BytesOf(format);
        var step = stride == 0 ? row : stride;
        if (step < row)
            throw new ArgumentException($"A row of {width} pixels of {format} takes {row} bytes; the stride is {stride}.", nameof(stride));
        var needed = (Int128)step * (height - 1) + row;
        if (length < needed)
            throw new ArgumentException($"A picture of {width}x{height} of {format} takes {needed} bytes; got {length}.");
        return (int)step;
    }

    /// <summary>Memory for a picture whose rows follow each other without a gap.</summary>
    /// <exception cref="ArgumentException">It takes more than an array can hold.</exception>
    public static byte[] Allocate(int width, int height, PixelFormat format)
    {
        var bytes = (Int128)width * height * BytesOf(format);
        return bytes <= Array.MaxLength
            ? new byte[(int)bytes]
            : throw new ArgumentException($"A picture of {width}x{height} of {format} takes {bytes} bytes, more than an array holds: it cannot be decoded in one piece.");
    }
}
