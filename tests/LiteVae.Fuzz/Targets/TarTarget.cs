using System.Formats.Tar;
using LiteVae.Data;
using LiteVae.Data.Shards;
using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Targets;

/// <summary>A tar of images: its index, then its images. What is told of each lies within the file.</summary>
internal sealed class TarTarget : FileTarget
{
    private const int MaxImages = 16;

    public override string Name => "tar";

    public override IReadOnlyList<Type> Documented => [typeof(DatasetException)];

    public override IInputStructure Structure { get; } = new TarStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Tar;

    public override int MaxLength => 1 << 15;

    protected override string FileName => "images.tar";

    public override IEnumerable<byte[]> Seeds()
    {
        yield return Of(TarEntryFormat.Ustar, "a.png", "a.cls", "a.json", "folder/b.jpg");
        yield return Of(TarEntryFormat.Gnu, $"{new string('n', 150)}.png", "c.png");
        yield return Of(TarEntryFormat.Pax, $"{new string('ü', 150)}.png", "c.png");
        yield return Of(TarEntryFormat.V7, "../a.png", "/b.png", ".c.png", "d");
        yield return Of(TarEntryFormat.Ustar, "a.png", "a.png");
    }

    protected override void Read(string path)
    {
        var index = TarIndexing.Index(path);
        if (!index.IsConsistent())
            throw new InvalidOperationException("a place outside of the tar");
        for (var image = 0; image < index.Count; image++)
        {
            if (index.NameOf(image) is var name && (Path.IsPathRooted(name) || name.Split('/').Any(p => p is "" or "." or "..")))
                throw new InvalidOperationException($"\"{name}\" leads out of a folder");
        }
        using var source = TarImageSource.Open(path, maxPixels: 1 << 20);
        for (var image = 0; image < Math.Min(MaxImages, source.Count!.Value); image++)
            source.TryLoad(image, default);
    }

    private static byte[] Of(TarEntryFormat format, params string[] names)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var name in names)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(name.EndsWith(".cls", StringComparison.Ordinal) ? "3"u8.ToArray() : SeedPictures.All[0]);
                writer.WriteEntry(entry);
            }
        }
        return stream.ToArray();
    }
}
