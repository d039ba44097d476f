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

    internal void Add(string path, string reason)
    {
        lock (_lock)
        {
            if (_paths.Add(path) && _named.Count < MaxNamed)
                _named.Add(new SkippedImage(path, reason));
        }
    }
}
