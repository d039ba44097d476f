using System.Buffers.Binary;

namespace LiteVae.Fuzz.Structures;

/// <summary>A safetensors file: the header's JSON, and the data.</summary>
internal sealed class SafetensorsStructure : IInputStructure
{
    public List<byte[]>? Split(byte[] input)
    {
        if (input.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(input) is var length && length > (ulong)(input.Length - 8))
            return null;
        return [input[8..(8 + (int)length)], input[(8 + (int)length)..]];
    }

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        using var file = new MemoryStream();
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, parts.Count > 0 ? parts[0].Length : 0);
        file.Write(prefix);
        foreach (var part in parts)
            file.Write(part);
        return file.ToArray();
    }
}
