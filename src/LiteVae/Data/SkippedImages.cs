namespace LiteVae.Data;

/// <summary>The files that a source could not read: all are counted (each once), the first ones named. Thread-safe.</summary>
public sealed class SkippedImages
{
    /// <summary>The maximum number of skipped files that are named; further ones are only counted.</summary>
    public const int MaxNamed = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<SkippedImage> _named = [];

    /// <summary>Number of files skipped so far, each counted once however often it was tried.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
                return _paths.Count;
        }
    }

    /// <summary>The first <see cref="MaxNamed"/> of them, as they were met: a copy.</summary>
    public IReadOnlyList<SkippedImage> Named
    {
        get
        {
            lock (_lock)
                return [.. _named];
        }
    }

    /// <summary>Notes a file that a source could not read.</summary>
    /// <param name="path">The file, which is counted once.</param>
    /// <param name="reason">Why it could not be read, in words.</param>
    public void Add(string path, string reason)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(reason);
        lock (_lock)
        {
            if (_paths.Add(path) && _named.Count < MaxNamed)
                _named.Add(new SkippedImage(path, reason));
        }
    }
}
