using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LiteVae.Codec.Pixels;

namespace LiteVae.Samples.Pictures;

/// <summary>Reads PNG files of 8 bits a channel: gray, RGB or RGBA, not interlaced.</summary>
internal static class PngReader
{
    private const int MaxSide = 1 << 20;

    // Deflate writes at most 258 bytes for two bits: so little data stands for this many bytes of pixels, and memory is not taken for more.
    private const long MaxRatio = 1032;

    public static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith(Png.Signature);

    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that is not read.</exception>
    public static Picture Read(byte[] file)
    {
        var (width, height, format) = (0, 0, default(PixelFormat));
        using var compressed = new MemoryStream();
        for (var place = Png.Signature.Length; ;)
        {
            switch (Chunk(file, ref place, out var data))
            {
                case "IHDR":
                    (width, height, format) = Header(data);
                    break;
                case "IDAT":
                    compressed.Write(data);
                    break;
                case "tRNS":
                    throw new InvalidDataException("has a transparent color (tRNS), which is not read");
                case "IEND":
                    if (width == 0)
                        throw new InvalidDataException("has no header (IHDR)");
                    compressed.Position = 0;
                    return new Picture(Pixels(compressed, width, height, Channels(format)), width, height, format);
            }
        }
    }

    // The chunk at a place, which moves on to the next.
    private static string Chunk(byte[] file, ref int place, out ReadOnlySpan<byte> data)
    {
        if (file.Length - place < 12)
            throw new InvalidDataException("is truncated");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place));
        if (length > file.Length - place - 12)
            throw new InvalidDataException("is truncated");
        var named = file.AsSpan(place + 4, 4 + (int)length);
        var type = Encoding.Latin1.GetString(named[..4]);
        if (Png.Crc(named) != BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place + 8 + (int)length)))
            throw new InvalidDataException($"is damaged: the checksum of its part {type} is wrong");
        data = named[4..];
        place += 12 + (int)length;
        return type;
    }

    private static (int Width, int Height, PixelFormat Format) Header(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13)
            throw new InvalidDataException("has a damaged header (IHDR)");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var (depth, color, interlace) = (data[8], data[9], data[12]);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw new InvalidDataException($"has {width}x{height} pixels; expected 1 to {MaxSide} a side");
        if (depth != 8)
            throw new InvalidDataException($"has {depth} bits a channel; expected 8");
        if (interlace != 0)
            throw new InvalidDataException("is interlaced, which is not read");
        return ((int)width, (int)height, color switch
        {
            0 => PixelFormat.Gray8,
            2 => PixelFormat.Rgb24,
            6 => PixelFormat.Rgba32,
            _ => throw new InvalidDataException($"has color type {color}; expected 0 (gray), 2 (RGB) or 6 (RGBA)"),
        });
    }

    private static byte[] Pixels(MemoryStream compressed, int width, int height, int channels)
    {
        var row = width * channels;
        if ((long)row * height > Math.Min(Array.MaxLength, MaxRatio * compressed.Length))
            throw new InvalidDataException($"is truncated: {compressed.Length} bytes cannot hold {width}x{height} pixels");
        var pixels = new byte[row * height];
        try
        {
            ReadRows(compressed, pixels, row, channels);
        }
        catch (IOException e) // of zlib, as where the data needs a dictionary
        {
            throw new InvalidDataException("is damaged: its pixels cannot be decompressed", e);
        }
        return pixels;
    }

    private static void ReadRows(MemoryStream compressed, byte[] pixels, int row, int channels)
    {
        var height = pixels.Length / row;
        using var stream = new ZLibStream(compressed, CompressionMode.Decompress);
        ReadOnlySpan<byte> above = new byte[row];
        for (var y = 0; y < height; y++)
        {
            var line = pixels.AsSpan(y * row, row);
            var filter = stream.ReadByte();
            if (filter < 0 || stream.ReadAtLeast(line, row, throwOnEndOfStream: false) < row)
                throw new InvalidDataException($"is truncated: {y} of {height} rows");
            Unfilter(filter, line, above, channels);
            above = line;
        }
    }

    private static void Unfilter(int filter, Span<byte> line, ReadOnlySpan<byte> above, int channels)
    {
        if (filter > 4)
            throw new InvalidDataException($"is damaged: a row has filter {filter}");
        for (var i = 0; i < line.Length; i++)
        {
            int left = i < channels ? 0 : line[i - channels], upperLeft = i < channels ? 0 : above[i - channels], up = above[i];
            line[i] += filter switch
            {
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => Png.Paeth(left, up, upperLeft),
                _ => 0,
            };
        }
    }

    private static int Channels(PixelFormat format) => format switch { PixelFormat.Gray8 => 1, PixelFormat.Rgb24 => 3, _ => 4 };
}
