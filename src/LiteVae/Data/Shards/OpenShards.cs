namespace LiteVae.Data.Shards;

/// <summary>The tars of a set that are open, with their indices: those that were used last, so that a set of any size takes bounded memory. Thread-safe.</summary>
/// <param name="paths">All tars.</param>
/// <param name="counts">Their numbers of images, as they were found at first.</param>
internal sealed class OpenShards(IReadOnlyList<string> paths, IReadOnlyList<int> counts) : IDisposable
{
    /// <summary>The most tars that are kept open while nobody reads them: those that an order reads together, and those that come next.</summary>
    public const int Capacity = 48;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<(int Shard, Lazy<ShardFile> File)>> _open = [];
    private readonly LinkedList<(int Shard, Lazy<ShardFile> File)> _byUse = [];
    private readonly HashSet<Lazy<ShardFile>> _droppedWhileOpening = [];
    private bool _disposed;

    /// <summary>The number of tars that are kept open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>A tar, for use until it is released.</summary>
    /// <exception cref="DatasetException">It cannot be read, or was changed after the set had been opened.</exception>
    public ShardFile Use(int shard)
    {
        while (true)
        {
            var file = Opened(shard);
            lock (_lock)
            {
                if (_open.TryGetValue(shard, out var node) && node.Value.File.IsValueCreated && node.Value.File.Value == file)
                {
                    file.Use();
                    return file;
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_byUse.Last is { } last)
                Remove(last);
        }
    }

    // Opened by one thread, while others that want the same one wait. After an error, the next call tries again.
    private ShardFile Opened(int shard)
    {
        var file = Find(shard);
        try
        {
            var opened = file.Value;
            lock (_lock)
            {
                if (_droppedWhileOpening.Remove(file))
                    opened.Release();
            }
            return opened;
        }
        catch
        {
            lock (_lock)
            {
                if (_open.TryGetValue(shard, out var node) && node.Value.File == file)
                    Remove(node);
                _droppedWhileOpening.Remove(file);
            }
            throw;
        }
    }

    private Lazy<ShardFile> Find(int shard)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_open.TryGetValue(shard, out var node))
                _byUse.Remove(node);
            else
                _open[shard] = node = new((shard, new Lazy<ShardFile>(() => Open(shard))));
            _byUse.AddFirst(node);
            while (_open.Count > Capacity)
                Remove(_byUse.Last!);
            return node.Value.File;
        }
    }

    private ShardFile Open(int shard)
    {
        var file = ShardFile.Open(paths[shard]);
        if (file.Index.Count == counts[shard])
            return file;
        var found = file.Index.Count;
        file.Release();
        throw new DatasetException($"{paths[shard]}: was changed after it had been opened: it has {found} images, and had {counts[shard]}.");
    }

    private void Remove(LinkedListNode<(int Shard, Lazy<ShardFile> File)> node)
    {
        _byUse.Remove(node);
        _open.Remove(node.Value.Shard);
        if (node.Value.File.IsValueCreated)
            node.Value.File.Value.Release();
        else
            _droppedWhileOpening.Add(node.Value.File); // whoever opens it closes it
    }
}
