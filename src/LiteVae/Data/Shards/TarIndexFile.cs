using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiteVae.Codec.Models.Files;
using LiteVae.Data.Tar;

namespace LiteVae.Data.Shards;

/// <summary>The files of indices: a header of 72 bytes, the records, the names, and what was passed over, in JSON.</summary>
/// <remarks>
/// The header is: 8 bytes that name the format and its version; size and time of change of the tar (8 bytes each); number of images, bytes of the
/// names, bytes of the JSON and a zero (4 bytes each); SHA-256 of what precedes it and of the rest of the file. Numbers are little-endian.
/// </remarks>
internal static partial class TarIndexFile
{
    private const int HeaderSize = 72;
    private const int HashedHeader = 40;

    // That many problems are named, and each names two paths of a tar at most; in JSON a character has up to six bytes.
    private const int MaxProblemBytes = SkippedImages.MaxNamed * ((2 * 6 * TarScanner.MaxName) + 1024);

    private static ReadOnlySpan<byte> Signature => "LVTIDX\0\u0001"u8;

    /// <summary>Writes an index, whole or not at all.</summary>
    public static void Write(string path, TarIndex index)
    {
        var problems = JsonSerializer.SerializeToUtf8Bytes([.. index.Problems], ProblemsJson.Default.SkippedImageArray);
        var content = new byte[HeaderSize + index.Records.Length + index.Names.Length + problems.Length];
        Signature.CopyTo(content);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(8), index.Stamp.Length);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(16), index.Stamp.Modified);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(24), index.Count);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(28), index.Names.Length);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(32), problems.Length);
        index.Records.CopyTo(content.AsSpan(HeaderSize));
        index.Names.CopyTo(content.AsSpan(HeaderSize + index.Records.Length));
        problems.CopyTo(content.AsSpan(content.Length - problems.Length));
        Hash(content).CopyTo(content.AsSpan(HashedHeader));
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Reads the header of the index of a tar in its present state.</summary>
    /// <returns>The number of images, and whether anything was passed over; null where there is no such index, or a damaged one.</returns>
    public static (int Images, bool HasProblems)? ReadHeader(string path, TarStamp stamp)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> header = stackalloc byte[HeaderSize];
            return RandomAccess.Read(file, header, 0) == HeaderSize && Sizes(header, RandomAccess.GetLength(file), stamp) is var (images, _, problems)
                ? (images, problems > 2)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the index of a tar in its present state.</summary>
    /// <returns>The index; null where there is none, or a damaged one.</returns>
    public static TarIndex? Read(string path, TarStamp stamp)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            var header = new byte[HeaderSize];
            if (RandomAccess.Read(file, header, 0) != HeaderSize || Sizes(header, length, stamp) is not var (images, names, problems))
                return null;
            var content = new byte[length];
            if (RandomAccess.Read(file, content, 0) != length || !Hash(content).AsSpan().SequenceEqual(content.AsSpan(HashedHeader, SHA256.HashSizeInBytes)))
                return null;
            var namesStart = HeaderSize + (images * TarIndex.RecordSize);
            var index = new TarIndex(
                stamp, content[HeaderSize..namesStart], content[namesStart..(namesStart + names)],
                [.. (JsonSerializer.Deserialize(content.AsSpan(content.Length - problems), ProblemsJson.Default.SkippedImageArray) ?? []).Where(p => p is { Path: not null, Reason: not null })]);
            return index.IsConsistent() ? index : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // An image has a header of 512 bytes in the tar, which also holds its name: an index is of twice the size of its tar at most, but for what it says of problems.
    private static (int Images, int Names, int Problems)? Sizes(ReadOnlySpan<byte> header, long length, TarStamp stamp)
    {
        var (images, names, problems) = (BinaryPrimitives.ReadInt32LittleEndian(header[24..]), BinaryPrimitives.ReadInt32LittleEndian(header[28..]), BinaryPrimitives.ReadInt32LittleEndian(header[32..]));
        return header.StartsWith(Signature)
            && BinaryPrimitives.ReadInt64LittleEndian(header[8..]) == stamp.Length && BinaryPrimitives.ReadInt64LittleEndian(header[16..]) == stamp.Modified
            && images >= 0 && names >= 0 && problems is >= 2 and <= MaxProblemBytes && images <= stamp.Length / 512 && length <= Math.Min(Array.MaxLength, (2 * stamp.Length) + MaxProblemBytes)
            && length == HeaderSize + ((long)images * TarIndex.RecordSize) + names + problems
            ? (images, names, problems)
            : null;
    }

    private static byte[] Hash(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content[..HashedHeader]);
        hash.AppendData(content[HeaderSize..]);
        return hash.GetHashAndReset();
    }

    [JsonSerializable(typeof(SkippedImage[]))]
    private sealed partial class ProblemsJson : JsonSerializerContext;
}
