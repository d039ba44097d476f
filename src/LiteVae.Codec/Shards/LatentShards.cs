using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Shards;

/// <summary>A data set of latents that <see cref="LatentShardWriter"/> wrote, opened for reading: files are mapped into memory, and nothing is read before it is asked for.</summary>
/// <remarks>Several threads may read at once. Only a bounded number of files is open at a time.</remarks>
public sealed class LatentShards : IDisposable
{
    private const int MaxOpenFiles = 64;

    private readonly string _folder;
    private readonly IReadOnlyList<(string File, int Pictures)> _shards;
    private readonly int[] _ends; // the number of pictures up to the end of each shard
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Shard, LatentsFile File)> _open = new(); // the last used first
    private bool _disposed;

    private LatentShards(string folder, ShardIndex index)
    {
        (_folder, _shards, Info, Shape) = (folder, index.Shards, index.Info, index.Shape);
        _ends = new int[_shards.Count];
        var sum = 0;
        for (var i = 0; i < _ends.Length; i++)
            _ends[i] = sum += _shards[i].Pictures;
    }

    /// <summary>The description of the data set.</summary>
    public LatentShardsInfo Info { get; }

    /// <summary>The number of pictures.</summary>
    public int Count => _ends.Length == 0 ? 0 : _ends[^1];

    /// <summary>[Z,h,w] of every latent; empty where the pictures differ in size.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="CheckpointException">The folder has no index, the index is not valid, or one of its files is missing.</exception>
    public static LatentShards Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var index = ShardIndex.Read(Path.Combine(folder, ShardNames.Index));
        if (index.Shards.FirstOrDefault(s => !File.Exists(Path.Combine(folder, s.File))).File is { } missing)
            throw new CheckpointException($"{folder}: {missing} is missing, which the index lists");
        return new LatentShards(folder, index);
    }

    /// <summary>The name of a picture.</summary>
    /// <param name="index">The picture's number, from 0.</param>
    /// <exception cref="CheckpointException">Its shard cannot be read.</exception>
    public string NameOf(int index) => In(index, static (file, entry) => entry.Name);

    /// <summary>The number of a picture's class.</summary>
    /// <param name="index">The picture's number, from 0.</param>
    /// <returns>Null where the data set has no classes.</returns>
    /// <exception cref="CheckpointException">Its shard cannot be read, or the label is not one of the classes.</exception>
    public int? LabelOf(int index) => Info.Classes.Count == 0 ? null : In(index, (file, entry) => file.ReadLabel(entry, Info.Classes.Count));

    /// <summary>Reads the posterior of a picture.</summary>
    /// <param name="index">The picture's number, from 0.</param>
    /// <param name="mirrored">Whether to read that of the mirrored picture.</param>
    /// <exception cref="CheckpointException">Its shard cannot be read, or is damaged.</exception>
    public Latents Read(int index, bool mirrored = false) => In(index, (file, entry) => file.Read(entry, Info.DownsamplingFactor, mirrored, Info.Scale));

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var (_, file) in _open)
                file.Dispose();
            _open.Clear();
        }
    }

    private T In<T>(int index, Func<LatentsFile, LatentsEntry, T> read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var shard = Array.BinarySearch(_ends, index + 1);
        if (shard < 0)
            shard = ~shard;
        while (shard > 0 && _ends[shard - 1] > index) // shards without pictures share their end with the one before
            shard--;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var file = OpenFile(shard);
            return read(file, file.Entries[index - (_ends[shard] - _shards[shard].Pictures)]);
        }
    }

    private LatentsFile OpenFile(int shard)
    {
        for (var node = _open.First; node is not null; node = node.Next)
        {
            if (node.Value.Shard != shard)
                continue;
            _open.Remove(node);
            _open.AddFirst(node);
            return node.Value.File;
        }
        var path = Path.Combine(_folder, _shards[shard].File);
        var file = LatentsFile.OpenShard(path);
        if (file.Entries.Count != _shards[shard].Pictures || file.Entries.Any(e => e.Channels != Info.LatentChannels))
        {
            file.Dispose();
            throw new CheckpointException($"{path}: does not hold what the index says");
        }
        _open.AddFirst((shard, file));
        if (_open.Count > MaxOpenFiles)
        {
            _open.Last!.Value.File.Dispose();
            _open.RemoveLast();
        }
        return file;
    }
}
