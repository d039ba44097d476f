using Microsoft.Win32.SafeHandles;

namespace LiteVae.Data.Tar;

/// <summary>Goes through a tar from its beginning and tells where the content of each regular file lies. Contents are passed over, not read.</summary>
/// <remarks>
/// Links, folders, devices and sparse files are passed over. What a damaged or truncated tar holds before the damage is
/// told. Nothing is allocated in proportion to what a header claims, beyond <see cref="MaxExtension"/>.
/// </remarks>
/// <param name="file">The tar.</param>
/// <param name="length">Its size in bytes.</param>
/// <param name="tooLong">Told of regular files whose path has more than <see cref="MaxName"/> characters, which are passed over.</param>
internal sealed class TarScanner(SafeFileHandle file, long length, Action<TarMember>? tooLong = null)
{
    /// <summary>The most bytes of an extended header or a long name that are read.</summary>
    public const int MaxExtension = 1 << 20;

    /// <summary>The most characters of a path.</summary>
    public const int MaxName = 4096;

    private const int MaxShown = 200;
    private const int WindowSize = 1 << 16;

    private readonly byte[] _window = new byte[(int)Math.Min(WindowSize, Math.Max(TarHeader.BlockSize, length))];
    private long _windowStart;
    private int _windowLength;
    private long _position;
    private bool _ended;

    /// <summary>What is wrong with the end of the tar, once there is no further member; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the file begins with a header of a tar, or is an empty tar. True until the first header is read.</summary>
    public bool IsTar { get; private set; } = true;

    /// <summary>Finds the next regular file.</summary>
    /// <returns>False where there is none left; see <see cref="Problem"/>.</returns>
    public bool TryNext(out TarMember member)
    {
        member = default;
        string? longName = null;
        PaxAttributes? pax = null;
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        while (!_ended)
        {
            var start = _position;
            if (length - start < TarHeader.BlockSize)
                return End(start == length ? "ends without its two blocks of zeros; it may have been cut" : $"is cut within a header, at byte {start}", start > 0);
            Read(start, block);
            var header = new TarHeader(block);
            if (header.IsZero)
                return End(AfterZeros(start + TarHeader.BlockSize), true);
            if (!header.HasValidChecksum || header.Length is not { } size)
                return End($"has a damaged header at byte {start}; what follows is not read", start > 0);
            _position += TarHeader.BlockSize;
            var kind = header.Kind;
            if (kind == TarEntryKind.WithoutContent)
            {
                (longName, pax) = (null, null);
                continue;
            }
            if (kind == TarEntryKind.GnuSparse && header.IsExtended && !PassSparseBlocks())
                return End($"is cut within a header, at byte {start}", true);
            if (kind != TarEntryKind.PaxHeader && kind != TarEntryKind.GnuLongName)
                size = pax?.Length ?? size;
            if (size > length - _position)
                return End($"is cut: {Shown(longName ?? pax?.Path ?? header.Name)} has {size} bytes, of which {length - _position} are there", true);
            var content = _position;
            _position = size > length - content - (TarHeader.BlockSize - 1) ? length : content + TarHeader.Padded(size);
            switch (kind)
            {
                case TarEntryKind.PaxHeader or TarEntryKind.GnuLongName when size > MaxExtension:
                    return End($"has an extended header of {size} bytes at byte {start}; at most {MaxExtension} are read, and nothing that follows", true);
                case TarEntryKind.PaxHeader:
                    pax = PaxAttributes.Parse(Read(content, (int)size));
                    if (pax is null)
                        return End($"has a damaged extended header at byte {start}; what follows is not read", true);
                    break;
                case TarEntryKind.GnuLongName:
                    longName = TarHeader.Text(Read(content, (int)size));
                    break;
                case TarEntryKind.File when pax is not { IsSparse: true } && (pax?.Path ?? longName ?? header.Name) is var name && !name.EndsWith('/'):
                    member = new TarMember(name, content, size);
                    if (name.Length <= MaxName)
                        return true;
                    tooLong?.Invoke(member);
                    member = default;
                    (longName, pax) = (null, null);
                    break;
                case TarEntryKind.Other:
                    break; // global attributes and targets of links stand before the entry that a long name is for
                default:
                    (longName, pax) = (null, null);
                    break;
            }
        }
        return false;
    }

    /// <summary>A path as messages have it: without control characters, and cut where it is very long.</summary>
    public static string Shown(string path)
    {
        var shown = path.Length > MaxShown ? $"{path[..MaxShown]}..." : path;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '_' : c));
    }

    /// <summary>Reads a part of the tar: mostly from what was read along with the last header.</summary>
    public void Read(long offset, Span<byte> target)
    {
        if (target.Length > _window.Length)
        {
            ReadExactly(offset, target);
            return;
        }
        if (offset < _windowStart || offset + target.Length > _windowStart + _windowLength)
        {
            (_windowStart, _windowLength) = (offset, (int)Math.Min(_window.Length, length - offset));
            ReadExactly(offset, _window.AsSpan(0, _windowLength));
        }
        _window.AsSpan((int)(offset - _windowStart), target.Length).CopyTo(target);
    }

    private byte[] Read(long offset, int count)
    {
        var bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    private void ReadExactly(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(file, target, offset);
            if (read == 0)
                throw new EndOfStreamException("the file became shorter while it was read");
            offset += read;
            target = target[read..];
        }
    }

    private bool PassSparseBlocks()
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        do
        {
            if (length - _position < TarHeader.BlockSize)
                return false;
            Read(_position, block);
            _position += TarHeader.BlockSize;
        }
        while (TarHeader.IsFurtherExtended(block));
        return true;
    }

    // A second block of zeros belongs to the end, and so do zeros up to a multiple of the block that the writer used.
    private string? AfterZeros(long position)
    {
        if (length - position < TarHeader.BlockSize)
            return "ends after one block of zeros where two are expected; it may have been cut";
        var rest = Read(position, (int)Math.Min(WindowSize, length - position));
        return rest.AsSpan().ContainsAnyExcept((byte)0) ? $"goes on after its end, at byte {position}; what follows is not read" : null;
    }

    private bool End(string? problem, bool isTar)
    {
        (_ended, Problem, IsTar) = (true, problem, isTar);
        return false;
    }
}
