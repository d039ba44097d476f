using Microsoft.Win32.SafeHandles;

namespace LiteVae.Data.Shards;

/// <summary>A tar that is open for reading, and its index. Kept open as long as somebody uses it.</summary>
internal sealed class ShardFile
{
    private readonly SafeFileHandle _file;
    private int _users = 1;

    private ShardFile(string path, SafeFileHandle file, TarIndex index) => (Path, _file, Index) = (path, file, index);

    /// <summary>The tar.</summary>
    public string Path { get; }

    /// <summary>Where its images lie.</summary>
    public TarIndex Index { get; }

    /// <summary>Opens a tar. Whoever opens it is its first user.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static ShardFile Open(string path)
    {
        var index = TarIndexStore.Open(path);
        try
        {
            return new ShardFile(path, File.OpenHandle(path), index);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Begins to use the file, which keeps it open. Called only by those who know that it is open.</summary>
    public void Use() => Interlocked.Increment(ref _users);

    /// <summary>Ends a use; the last one closes the file.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _file.Dispose();
    }

    /// <summary>Reads a part of the tar.</summary>
    /// <exception cref="DatasetException">It cannot be read, or has become shorter.</exception>
    public void Read(long offset, Span<byte> target)
    {
        try
        {
            while (target.Length > 0)
            {
                var read = RandomAccess.Read(_file, target, offset);
                if (read == 0)
                    throw new DatasetException($"{Path}: became shorter while it was read.");
                offset += read;
                target = target[read..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{Path}: cannot be read ({e.Message}).", e);
        }
    }
}
