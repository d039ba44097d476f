using System.Buffers.Binary;
using System.IO.Compression;
using LiteVae.Codec.Pixels;

namespace LiteVae.Samples.Pictures;

/// <summary>Writes PNG files of 8 bits a channel: gray, RGB or RGBA.</summary>
internal static class PngWriter
{
    private const byte PaethFilter = 4;

    /// <param name="stream">Receives the file.</param>
    /// <param name="picture">Its rows follow each other without a gap.</param>
    public static void Write(Stream stream, Picture picture)
    {
        var (color, channels) = picture.Format switch
        {
            PixelFormat.Gray8 => ((byte)0, 1),
            PixelFormat.Rgb24 => ((byte)2, 3),
            PixelFormat.Rgba32 => ((byte)6, 4),
            _ => throw new ArgumentException($"{picture.Format} is not written as PNG.", nameof(picture)),
        };
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, color);
        stream.Write(Png.Signature);
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compress(picture, channels));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static ReadOnlySpan<byte> Compress(Picture picture, int channels)
    {
        var row = picture.Width * channels;
        var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var filtered = new byte[1 + row];
            filtered[0] = PaethFilter;
            ReadOnlySpan<byte> above = new byte[row];
            for (var y = 0; y < picture.Height; y++)
            {
                var line = picture.Pixels.Span.Slice(y * row, row);
                for (var i = 0; i < row; i++)
                    filtered[1 + i] = (byte)(line[i] - (i < channels ? Png.Paeth(0, above[i], 0) : Png.Paeth(line[i - channels], above[i], above[i - channels])));
                stream.Write(filtered);
                above = line;
            }
        }
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Png.Crc(chunk.AsSpan(4, 4 + data.Length)));
        stream.Write(chunk);
    }
}
