using System.Text;

namespace LiteVae.Data.Tar;

/// <summary>One header block of a tar: ustar, GNU or older.</summary>
/// <param name="block">The 512 bytes.</param>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    /// <summary>The size in bytes of a block; headers and contents begin at multiples of it.</summary>
    public const int BlockSize = 512;

    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Whether the block is empty, which ends a tar.</summary>
    public bool IsZero => !_block.ContainsAnyExcept((byte)0);

    /// <summary>Whether the checksum fits; some old writers summed signed bytes.</summary>
    public bool HasValidChecksum
    {
        get
        {
            if (Number(_block.Slice(148, 8)) is not { } expected)
                return false;
            var (unsigned, signed) = (8L * ' ', 8L * ' '); // the checksum's own field counts as spaces
            for (var i = 0; i < BlockSize; i++)
            {
                if (i is >= 148 and < 156)
                    continue;
                unsigned += _block[i];
                signed += (sbyte)_block[i];
            }
            return expected == unsigned || expected == signed;
        }
    }

    /// <summary>What the entry is.</summary>
    public TarEntryKind Kind => _block[156] switch
    {
        (byte)'0' or 0 or (byte)'7' => TarEntryKind.File,
        >= (byte)'1' and <= (byte)'6' => TarEntryKind.WithoutContent,
        (byte)'x' => TarEntryKind.PaxHeader,
        (byte)'L' => TarEntryKind.GnuLongName,
        (byte)'S' => TarEntryKind.GnuSparse,
        _ => TarEntryKind.Other, // global headers, long targets of links, volumes, and what is not known
    };

    /// <summary>The size of the content in bytes; null where the field is damaged.</summary>
    public long? Length => Number(_block.Slice(124, 12));

    /// <summary>Whether a sparse file's header goes on in a further block.</summary>
    public bool IsExtended => _block[482] != 0;

    /// <summary>The path, at most 256 bytes; longer ones are in entries of their own before this one.</summary>
    public string Name
    {
        get
        {
            var name = Text(_block[..100]);
            return _block.Slice(257, 6).SequenceEqual("ustar\0"u8) && _block[345] != 0 ? $"{Text(_block.Slice(345, 155))}/{name}" : name;
        }
    }

    /// <summary>Whether a further block of a sparse file's header is followed by another one.</summary>
    public static bool IsFurtherExtended(ReadOnlySpan<byte> block) => block[504] != 0;

    /// <summary>The number of bytes that a content takes, which ends with a whole block.</summary>
    public static long Padded(long length) => (length + BlockSize - 1) / BlockSize * BlockSize;

    /// <summary>UTF-8 up to the first zero.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    // Octal digits, or, where the first bit is set, a binary number: GNU's form for sizes of 8 GiB and more.
    private static long? Number(ReadOnlySpan<byte> field)
    {
        var value = 0L;
        if ((field[0] & 0x80) != 0)
        {
            if (field[0] != 0x80) // negative
                return null;
            foreach (var part in field[1..])
            {
                if (value > long.MaxValue >> 8)
                    return null;
                value = (value << 8) | part;
            }
            return value;
        }
        foreach (var digit in field.TrimStart((byte)' '))
        {
            if (digit is 0 or (byte)' ')
                break;
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
                return null;
            value = (value << 3) | (uint)(digit - '0');
        }
        return value;
    }
}
