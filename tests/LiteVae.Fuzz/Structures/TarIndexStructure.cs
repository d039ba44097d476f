using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LiteVae.Fuzz.Structures;

/// <summary>Indices of tars: header, records, names, problems. Put together, they have correct lengths and a correct hash.</summary>
internal sealed class TarIndexStructure : IInputStructure
{
    private const int HeaderSize = 72;
    private const int HashedSize = 40;
    private const int RecordSize = 32;

    public List<byte[]>? Split(byte[] input)
    {
        if (input.Length < HeaderSize)
            return null;
        var records = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(24)) * (long)RecordSize;
        var names = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(28));
        if (records < 0 || names < 0 || HeaderSize + records + names > input.Length)
            return null;
        var end = HeaderSize + (int)records;
        return [input[..HashedSize], input[HeaderSize..end], input[end..(end + names)], input[(end + names)..]];
    }

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        var sized = parts.Concat(Enumerable.Repeat(Array.Empty<byte>(), 4)).Take(4).ToArray();
        var header = new byte[HeaderSize];
        sized[0].AsSpan(0, Math.Min(HashedSize, sized[0].Length)).CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), sized[1].Length / RecordSize);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), sized[2].Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(32), sized[3].Length);
        byte[] body = [.. sized[1], .. sized[2], .. sized[3]];
        SHA256.HashData([.. header.AsSpan(0, HashedSize), .. body]).CopyTo(header, HashedSize);
        return [.. header, .. body];
    }
}
