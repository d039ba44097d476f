using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LiteVae.Fuzz.Structures;

/// <summary>A zip whose members are not compressed: each part is a member's name, a zero byte, and its content.</summary>
internal sealed class StoredZipStructure : IInputStructure
{
    public List<byte[]>? Split(byte[] input)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(input), ZipArchiveMode.Read);
            List<byte[]> parts = [];
            foreach (var entry in zip.Entries.Where(e => e.Length <= input.Length))
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                parts.Add([.. Encoding.Latin1.GetBytes(entry.FullName), 0, .. content.ToArray()]);
            }
            return parts;
        }
        catch (Exception) // whatever .NET's reader says of a damaged zip: then there are no parts
        {
            return null;
        }
    }

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var part in parts)
        {
            var end = Array.IndexOf(part, (byte)0) is >= 0 and var found ? found : part.Length;
            var (name, content) = (part[..end], part[Math.Min(end + 1, part.Length)..]);
            var start = (uint)file.Length;
            file.Write("PK\x03\x04"u8);
            WriteMember(file, name, content);
            file.Write(name);
            file.Write(content);

            directory.Write("PK\x01\x02"u8);
            Write(directory, 20, 2);
            WriteMember(directory, name, content);
            Write(directory, 0, 2 + 2 + 2 + 4); // comment, disk, attributes
            Write(directory, start, 4);
            directory.Write(name);
        }
        var directoryStart = (uint)file.Length;
        directory.WriteTo(file);
        file.Write("PK\x05\x06"u8);
        Write(file, 0, 4);
        Write(file, (uint)parts.Count, 2);
        Write(file, (uint)parts.Count, 2);
        Write(file, (uint)directory.Length, 4);
        Write(file, directoryStart, 4);
        Write(file, 0, 2);
        return file.ToArray();
    }

    // What a member's local header and the directory have in common.
    private static void WriteMember(Stream stream, byte[] name, byte[] content)
    {
        Write(stream, 20, 2); // version
        Write(stream, 0, 2 + 2); // flags; stored
        Write(stream, 0x00210000, 4); // 1980-01-01
        Write(stream, Crc32.Of(content), 4);
        Write(stream, (uint)content.Length, 4);
        Write(stream, (uint)content.Length, 4);
        Write(stream, (uint)name.Length, 2);
        Write(stream, 0, 2);
    }

    private static void Write(Stream stream, uint value, int bytes)
    {
        var raw = new byte[Math.Max(bytes, 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(raw, value);
        stream.Write(raw, 0, bytes);
    }
}
