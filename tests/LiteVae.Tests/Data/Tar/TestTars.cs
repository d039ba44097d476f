using System.Formats.Tar;
using System.Text;
using LiteVae.Data;

namespace LiteVae.Tests.Data.Tar;

/// <summary>Tars of known members.</summary>
internal static class TestTars
{
    /// <summary>A tar of files.</summary>
    public static byte[] Of(TarEntryFormat format, params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                writer.WriteEntry(Entry(format, name, content));
        }
        return stream.ToArray();
    }

    /// <summary>A tar of files, as ustar.</summary>
    public static byte[] Of(params (string Name, byte[] Content)[] files) => Of(TarEntryFormat.Ustar, files);

    /// <summary>A tar of pictures of different widths, each with a class number: 00.png is 16 pixels wide and of class 0.</summary>
    public static byte[] OfPictures(int first, int count, bool labels = true) => Of([.. Enumerable.Range(first, count).SelectMany(i => labels
        ? new[] { ($"{i:00}.png", Png(16 + i)), ($"{i:00}.cls", Text($"{i % 3}")) }
        : [($"{i:00}.png", Png(16 + i))])]);

    /// <summary>A picture's file.</summary>
    public static byte[] Png(int width)
    {
        using var folder = new TemporaryFolder();
        ImageFile.Save(folder["picture.png"], TestPictures.Ramp(width, 16));
        return File.ReadAllBytes(folder["picture.png"]);
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static TarEntry Entry(TarEntryFormat format, string name, byte[] content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
            _ => new UstarTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(content);
        return entry;
    }
}
