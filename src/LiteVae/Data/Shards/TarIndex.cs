using System.Buffers.Binary;
using System.Text;

namespace LiteVae.Data.Shards;

/// <summary>Where the images of a tar lie, in the order of the tar. Kept in the form in which it is stored: 32 bytes an image, and its name.</summary>
internal sealed class TarIndex
{
    /// <summary>The size of an image's record: offset and length of the image, offset and length of its JSON, label, end of the name.</summary>
    public const int RecordSize = 32;

    /// <summary>The label of an image that has none.</summary>
    public const int NoLabel = -1;

    /// <summary>The label of an image whose <c>.cls</c> member is not a class number.</summary>
    public const int DamagedLabel = -2;

    private readonly byte[] _records;
    private readonly byte[] _names;

    /// <param name="stamp">The state of the tar that is described.</param>
    /// <param name="records">A record for each image.</param>
    /// <param name="names">The names in UTF-8, one after the other.</param>
    /// <param name="problems">What was passed over: paths within the tar, or nothing for the tar as a whole, and reasons.</param>
    public TarIndex(TarStamp stamp, byte[] records, byte[] names, IReadOnlyList<SkippedImage> problems)
    {
        (Stamp, _records, _names, Problems) = (stamp, records, names, problems);
    }

    /// <summary>The state of the tar that is described.</summary>
    public TarStamp Stamp { get; }

    /// <summary>What was passed over: paths within the tar, or nothing for the tar as a whole, and reasons.</summary>
    public IReadOnlyList<SkippedImage> Problems { get; }

    /// <summary>The number of images.</summary>
    public int Count => _records.Length / RecordSize;

    internal ReadOnlySpan<byte> Records => _records;

    internal ReadOnlySpan<byte> Names => _names;

    /// <summary>Where an image's file lies.</summary>
    public (long Offset, int Length) ImageOf(int image) => Span(image, 0);

    /// <summary>Where an image's JSON lies; null: it has none.</summary>
    public (long Offset, int Length)? JsonOf(int image) => Span(image, 12) is { Offset: > 0 } json ? json : null;

    /// <summary>An image's class number, <see cref="NoLabel"/> or <see cref="DamagedLabel"/>.</summary>
    public int LabelOf(int image) => BinaryPrimitives.ReadInt32LittleEndian(Record(image)[24..]);

    /// <summary>An image's path within the tar, in a form that is safe as a part of a path: relative, without ".." and control characters.</summary>
    public string NameOf(int image) => Encoding.UTF8.GetString(_names.AsSpan(NameEnd(image - 1)..NameEnd(image)));

    /// <summary>
    /// Whether every place lies within the tar and has no more bytes than are read, and every name is safe as a part of a path. An index file may come
    /// from the same stranger as the tar: what the maker of an index takes care of must hold for one that is read, too.
    /// </summary>
    public bool IsConsistent()
    {
        if (_records.Length % RecordSize != 0 || NameEnd(Count - 1) != _names.Length)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!IsWithin(Span(i, 0), TarIndexBuilder.MaxImageBytes) || !IsWithin(Span(i, 12), TarIndexBuilder.MaxJsonBytes) || LabelOf(i) < DamagedLabel
                || NameEnd(i) <= NameEnd(i - 1) || NameEnd(i) > _names.Length || !SampleName.IsSafe(NameOf(i)))
                return false;
        }
        return Problems.All(p => p.Path.Length == 0 || SampleName.IsSafe(p.Path));
    }

    /// <summary>Appends a record.</summary>
    public static void Append(Stream records, (long Offset, int Length) image, (long Offset, int Length) json, int label, int nameEnd)
    {
        Span<byte> record = stackalloc byte[RecordSize];
        BinaryPrimitives.WriteInt64LittleEndian(record, image.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], image.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[12..], json.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(record[20..], json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[24..], label);
        BinaryPrimitives.WriteInt32LittleEndian(record[28..], nameEnd);
        records.Write(record);
    }

    private bool IsWithin((long Offset, int Length) place, int maxLength) =>
        place.Offset >= 0 && place.Length >= 0 && place.Length <= maxLength && place.Offset <= Stamp.Length - place.Length;

    private ReadOnlySpan<byte> Record(int image) => _records.AsSpan(image * RecordSize, RecordSize);

    private int NameEnd(int image) => image < 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(Record(image)[28..]);

    private (long Offset, int Length) Span(int image, int at) =>
        (BinaryPrimitives.ReadInt64LittleEndian(Record(image)[at..]), BinaryPrimitives.ReadInt32LittleEndian(Record(image)[(at + 8)..]));
}
