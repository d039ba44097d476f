using System.Buffers.Binary;
using System.IO.Compression;

namespace LiteVae.Fuzz.Structures;

/// <summary>A PNG file: its chunks, each with its four letters; the filtered rows are one part, decompressed.</summary>
internal sealed class PngStructure : IInputStructure
{
    private const int MaxRows = 1 << 16;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // Stands for IDAT in parts whose data is not compressed.
    private static ReadOnlySpan<byte> Rows => "rows"u8;

    public List<byte[]>? Split(byte[] input)
    {
        if (!input.AsSpan().StartsWith(Signature))
            return null;
        List<byte[]> parts = [];
        for (var place = Signature.Length; input.Length - place >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(place));
            if (length > input.Length - place - 12)
                break;
            var chunk = input[(place + 4)..(place + 8 + (int)length)];
            parts.Add(chunk.AsSpan().StartsWith("IDAT"u8) && Inflated(chunk[4..]) is { } rows ? [.. Rows, .. rows] : chunk);
            place += 12 + (int)length;
        }
        return parts;
    }

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var number = new byte[4];
        foreach (var part in parts.Where(p => p.Length >= 4))
        {
            byte[] chunk = part.AsSpan().StartsWith(Rows) ? [.. "IDAT"u8, .. Deflated(part[4..])] : part;
            BinaryPrimitives.WriteInt32BigEndian(number, chunk.Length - 4);
            file.Write(number);
            file.Write(chunk);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(chunk));
            file.Write(number);
        }
        return file.ToArray();
    }

    private static byte[]? Inflated(byte[] compressed)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            var rows = new byte[MaxRows];
            var length = stream.ReadAtLeast(rows, MaxRows, throwOnEndOfStream: false);
            return length < MaxRows ? rows[..length] : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // the latter: data that begins with a dictionary
        {
            return null;
        }
    }

    private static byte[] Deflated(byte[] rows)
    {
        var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Fastest))
            stream.Write(rows);
        return compressed.ToArray();
    }
}
