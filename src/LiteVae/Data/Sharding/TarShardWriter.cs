using System.Formats.Tar;
using System.Text;
using LiteVae.Data.Shards;
using LiteVae.Data.Tar;

namespace LiteVae.Data.Sharding;

/// <summary>Writes samples into one tar whose bytes depend on the samples alone, and gathers its index.</summary>
/// <remarks>Entries are ustar's, of one time and owner; GNU's where a path is longer than 100 bytes. Both are read everywhere.</remarks>
internal sealed class TarShardWriter : IDisposable
{
    // Headers of an entry, and two blocks of zeros at the end.
    private const int EndBytes = 2 * TarHeader.BlockSize;
    private const int MaxUstarName = 100;

    private readonly Stream _stream;
    private readonly TarWriter _writer;
    private readonly TarIndexBuilder _index;

    /// <param name="path">What the tar is called, for messages.</param>
    /// <param name="stream">Where it goes; stays open.</param>
    public TarShardWriter(string path, Stream stream)
    {
        (_stream, _writer, _index) = (stream, new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true), new TarIndexBuilder(path));
    }

    /// <summary>The number of samples so far.</summary>
    public int Samples { get; private set; }

    /// <summary>The size of the tar in bytes, if it ended here.</summary>
    public long Length => _stream.Position + EndBytes;

    /// <summary>The number of bytes that a sample takes.</summary>
    public static long SizeOf(ShardSample sample) => sample.Members.Sum(m => SizeOf(m.Name, m.Content.Length));

    /// <summary>Appends a sample.</summary>
    public void Add(ShardSample sample)
    {
        foreach (var (name, content) in sample.Members)
        {
            var entry = IsLong(name, out _) ? (TarEntry)new GnuTarEntry(TarEntryType.RegularFile, name) : new UstarTarEntry(TarEntryType.RegularFile, name);
            using var data = new MemoryStream(content, writable: false);
            (entry.DataStream, entry.ModificationTime) = (data, DateTimeOffset.UnixEpoch);
            (entry.Mode, entry.Uid, entry.Gid) = (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, 0, 0);
            _writer.WriteEntry(entry);
            _index.Add(new TarMember(name, _stream.Position - TarHeader.Padded(content.Length), content.Length), _ => content);
        }
        Samples++;
    }

    /// <summary>The index of the finished tar.</summary>
    /// <param name="stamp">Its state.</param>
    public TarIndex Index(TarStamp stamp) => _index.Finish(stamp);

    /// <summary>Writes the end of the tar.</summary>
    public void Dispose() => _writer.Dispose();

    private static long SizeOf(string name, long length) =>
        TarHeader.BlockSize + TarHeader.Padded(length) + (IsLong(name, out var bytes) ? TarHeader.BlockSize + TarHeader.Padded(bytes + 1) : 0);

    private static bool IsLong(string name, out int bytes) => (bytes = Encoding.UTF8.GetByteCount(name)) > MaxUstarName;
}
