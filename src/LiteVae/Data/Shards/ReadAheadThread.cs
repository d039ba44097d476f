namespace LiteVae.Data.Shards;

/// <summary>Reads runs of images before they are asked for, in large pieces on a thread of its own, so that they are in the operating system's cache by then.</summary>
/// <remarks>Nothing is kept in this process. A new list of runs takes the place of the old one, and a list is read up to a number of bytes.</remarks>
/// <param name="shards">The tars.</param>
/// <param name="locate">The tar and the place in it of an image.</param>
internal sealed class ReadAheadThread(OpenShards shards, Func<long, (int Shard, int Image)> locate) : IDisposable
{
    /// <summary>The most bytes that are read for one list of runs.</summary>
    public const long MaxBytes = 512L << 20;

    private const int PieceSize = 1 << 20;

    private readonly object _lock = new();
    private readonly byte[] _piece = new byte[PieceSize];
    private IReadOnlyList<(long First, int Count)>? _next;
    private Thread? _thread;
    private bool _disposed;
    private long _bytes;

    /// <summary>The number of bytes that have been read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Reads these runs next, in place of what is left of earlier ones.</summary>
    public void Begin(IReadOnlyList<(long First, int Count)> runs)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _next = runs;
            if (_thread is null)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "litevae read-ahead" };
                _thread.Start();
            }
            Monitor.PulseAll(_lock);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
        _thread?.Join();
    }

    private bool IsOver(IReadOnlyList<(long First, int Count)> runs)
    {
        lock (_lock)
            return _disposed || _next != runs;
    }

    private void Work()
    {
        IReadOnlyList<(long First, int Count)>? done = null;
        while (true)
        {
            IReadOnlyList<(long First, int Count)> runs;
            lock (_lock)
            {
                while (!_disposed && (_next is null || _next == done))
                    Monitor.Wait(_lock);
                if (_disposed)
                    return;
                runs = done = _next!;
            }
            var left = MaxBytes;
            foreach (var (first, count) in runs)
            {
                if (left <= 0 || IsOver(runs))
                    break;
                left -= Read(runs, first, count);
            }
        }
    }

    private long Read(IReadOnlyList<(long First, int Count)> runs, long first, int count)
    {
        try
        {
            var (shard, image) = locate(first);
            var file = shards.Use(shard);
            try
            {
                var start = file.Index.ImageOf(image).Offset;
                var (last, length) = file.Index.ImageOf(image + count - 1);
                for (var offset = start; offset < last + length && !IsOver(runs); offset += PieceSize)
                {
                    var piece = _piece.AsSpan(0, (int)Math.Min(PieceSize, last + length - offset));
                    file.Read(offset, piece);
                    Interlocked.Add(ref _bytes, piece.Length);
                }
                return Math.Max(0, last + length - start);
            }
            finally
            {
                file.Release();
            }
        }
        catch (Exception e) when (e is DatasetException or ObjectDisposedException)
        {
            return 0; // the same happens to whoever asks for the image, and is told there
        }
    }
}
