using System.Buffers.Binary;
using LiteVae.Data;
using LiteVae.Data.Shards;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>The index of a tar: what is accepted tells of places within the tar, and of names that are safe as parts of paths.</summary>
internal sealed class TarIndexTarget : FileTarget
{
    private static readonly TarStamp Stamp = new(100_000, 638_000_000_000_000_000);

    public override string Name => "tar-index";

    public override IReadOnlyList<Type> Documented => [];

    public override IInputStructure Structure { get; } = new TarIndexStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    protected override string FileName => "images.tar.index";

    public override IEnumerable<byte[]> Seeds()
    {
        yield return Written(FileName, path => TarIndexFile.Write(path, Of(3, [])));
        yield return Written(FileName, path => TarIndexFile.Write(path, Of(40, [new SkippedImage("a.png", "is cut"), new SkippedImage("", "has no end")])));
        yield return Written(FileName, path => TarIndexFile.Write(path, Of(0, [])));
    }

    protected override void Read(string path)
    {
        // The state of the tar that the file names: another one is refused before anything is read.
        var header = File.ReadAllBytes(path);
        var stamp = header.Length < 24 ? Stamp : new TarStamp(BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)), BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)));
        var count = TarIndexFile.ReadHeader(path, stamp);
        if (TarIndexFile.Read(path, stamp) is not { } index)
            return;
        if (count?.Images != index.Count)
            throw new InvalidOperationException($"{count} images in the header, {index.Count} in the index");
        for (var image = 0; image < index.Count; image++)
        {
            var (offset, length) = index.ImageOf(image);
            if (offset < 0 || length < 0 || offset > stamp.Length - length)
                throw new InvalidOperationException($"image {image} lies outside of the tar");
            var (jsonOffset, jsonLength) = index.JsonOf(image) ?? (0, 0);
            if (jsonOffset < 0 || jsonLength < 0 || jsonOffset > stamp.Length - jsonLength)
                throw new InvalidOperationException($"the JSON of image {image} lies outside of the tar");
            if (length > TarIndexBuilder.MaxImageBytes || jsonLength > TarIndexBuilder.MaxJsonBytes)
                throw new InvalidOperationException($"image {image} has {length} bytes, and {jsonLength} of JSON");
            var name = index.NameOf(image);
            if (name.Length == 0 || SampleName.Safe(name) != name || Escapes(name))
                throw new InvalidOperationException($"the name of image {image} is not safe as a part of a path: {name}");
            _ = index.LabelOf(image);
        }
        if (index.Problems.Any(p => p.Path is null || p.Reason is null))
            throw new InvalidOperationException("a problem without a name or a reason");
    }

    private static bool Escapes(string name) =>
        Path.IsPathRooted(name) || !Path.GetFullPath(Path.Combine("/folder", name)).StartsWith(Path.GetFullPath("/folder") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static TarIndex Of(int images, IReadOnlyList<SkippedImage> problems)
    {
        using var records = new MemoryStream();
        using var names = new MemoryStream();
        for (var i = 0; i < images; i++)
        {
            names.Write("name.png"u8);
            TarIndex.Append(records, (512 + (1024 * i), 300), (i % 2 == 0 ? 0 : 64, 5), i - 1, (int)names.Length);
        }
        return new TarIndex(Stamp, records.ToArray(), names.ToArray(), problems);
    }
}
