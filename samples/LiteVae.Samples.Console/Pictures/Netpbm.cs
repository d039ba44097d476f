using System.Text;
using LiteVae.Codec.Pixels;

namespace LiteVae.Samples.Pictures;

/// <summary>Binary PPM (P6, RGB) and PGM (P5, gray) with 8 bits a channel.</summary>
internal static class Netpbm
{
    private const int MaxSide = 1 << 20;

    public static bool Recognizes(ReadOnlySpan<byte> file) => file is [(byte)'P', (byte)'5' or (byte)'6', ..];

    /// <exception cref="InvalidDataException">The file is truncated, or has more than 8 bits a channel.</exception>
    public static Picture Read(byte[] file)
    {
        var format = file[1] == (byte)'6' ? PixelFormat.Rgb24 : PixelFormat.Gray8;
        var place = 2;
        var (width, height, maximum) = (Number(file, ref place), Number(file, ref place), Number(file, ref place));
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw new InvalidDataException($"has {width}x{height} pixels; expected 1 to {MaxSide} a side");
        if (maximum != 255)
            throw new InvalidDataException($"has values up to {maximum}; expected 255");
        place++; // one white space ends the header
        var length = (long)width * height * (format == PixelFormat.Rgb24 ? 3 : 1);
        if (file.Length - place < length)
            throw new InvalidDataException($"is truncated: {Math.Max(0, file.Length - place)} of {length} bytes of pixels");
        return new Picture(file.AsMemory(place, (int)length), width, height, format);
    }

    public static void Write(Stream stream, Picture picture)
    {
        stream.Write(Encoding.ASCII.GetBytes($"{(picture.Format == PixelFormat.Gray8 ? "P5" : "P6")}\n{picture.Width} {picture.Height}\n255\n"));
        stream.Write(picture.Pixels.Span);
    }

    // A number of the header, after white space and comments.
    private static int Number(byte[] file, ref int place)
    {
        while (place < file.Length && (char.IsWhiteSpace((char)file[place]) || file[place] == (byte)'#'))
        {
            if (file[place] == (byte)'#')
                while (place < file.Length && file[place] != (byte)'\n')
                    place++;
            else
                place++;
        }
        var (value, start) = (0, place);
        for (; place < file.Length && char.IsAsciiDigit((char)file[place]) && place - start < 9; place++)
            value = 10 * value + file[place] - '0';
        return place > start ? value : throw new InvalidDataException("has a damaged header");
    }
}
