using System.Runtime.InteropServices;

namespace LiteVae.Codec.Pixels;

/// <summary>Writes values in [-1,1] as pixels: clamped, then rounded to the nearest level.</summary>
internal static class PixelWriter
{
    /// <summary>Writes one row.</summary>
    /// <param name="values">Red, green, blue of each pixel.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="pixels">The row's bytes.</param>
    public static void WriteRow(ReadOnlySpan<float> values, PixelFormat format, Span<byte> pixels)
    {
        var size = PixelFormats.BytesOf(format);
        for (var (i, at) = (0, 0); i < values.Length; i += 3, at += size)
            Write(values.Slice(i, 3), format, pixels.Slice(at, size));
    }

    private static void Write(ReadOnlySpan<float> rgb, PixelFormat format, Span<byte> pixel)
    {
        switch (format)
        {
            case PixelFormat.Rgb24:
                (pixel[0], pixel[1], pixel[2]) = (Level(rgb[0]), Level(rgb[1]), Level(rgb[2]));
                break;
            case PixelFormat.Rgba32:
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (Level(rgb[0]), Level(rgb[1]), Level(rgb[2]), 255);
                break;
            case PixelFormat.Bgra32:
                (pixel[2], pixel[1], pixel[0], pixel[3]) = (Level(rgb[0]), Level(rgb[1]), Level(rgb[2]), 255);
                break;
            case PixelFormat.Gray8:
                pixel[0] = Level(0.299f * Within(rgb[0]) + 0.587f * Within(rgb[1]) + 0.114f * Within(rgb[2]));
                break;
            default:
                var values = MemoryMarshal.Cast<byte, ushort>(pixel);
                for (var channel = 0; channel < 3; channel++)
                    values[channel] = (ushort)(Math.Clamp((rgb[channel] + 1) * 32767.5f, 0, 65535) + 0.5f);
                break;
        }
    }

    private static float Within(float value) => Math.Clamp(value, -1, 1);

    private static byte Level(float value) => (byte)(Math.Clamp((value + 1) * 127.5f, 0, 255) + 0.5f);
}
