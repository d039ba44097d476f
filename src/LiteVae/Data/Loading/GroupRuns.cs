using LiteVae.Codec.Numerics;

namespace LiteVae.Data.Loading;

/// <summary>The images of a group of shards in the order of one epoch: shuffled runs of neighbors, in buffers within which images are shuffled.</summary>
internal sealed class GroupRuns
{
    private readonly (long First, int Count)[] _runs;
    private readonly long[] _starts;
    private readonly int _buffers;
    private readonly ulong _key;

    /// <param name="shards">First image and number of images of each shard.</param>
    /// <param name="key">Chooses the order.</param>
    public GroupRuns(IReadOnlyList<(long First, int Count)> shards, ulong key)
    {
        _key = key;
        List<(long First, int Count)> ordered = [];
        foreach (var (first, count) in shards)
        {
            for (var at = 0; at < count; at += ShardedOrder.RunLength)
                ordered.Add((first + at, Math.Min(ShardedOrder.RunLength, count - at)));
        }
        _buffers = Math.Max(1, (ordered.Count + ShardedOrder.BufferRuns - 1) / ShardedOrder.BufferRuns);
        (_runs, _starts) = (new (long, int)[ordered.Count], new long[ordered.Count + 1]);
        for (var place = 0; place < ordered.Count; place++)
        {
            _runs[place] = ordered[(int)new Permutation(ordered.Count, key).At(place)];
            _starts[place + 1] = _starts[place] + _runs[place].Count;
        }
    }

    /// <summary>The image at a place of the group.</summary>
    public long IndexAt(long place)
    {
        var (buffer, first, end) = Find(place);
        var (from, to) = (_starts[first], _starts[end]);
        var shuffled = from + new Permutation(to - from, RandomStream.Mix(_key, (ulong)buffer)).At(place - from);
        var run = Places.Find(_starts, shuffled);
        return _runs[run].First + (shuffled - _starts[run]);
    }

    /// <summary>The buffer at a place: the places from which to which it goes, and its runs.</summary>
    public (long From, long To, IReadOnlyList<(long First, int Count)> Runs) BufferAt(long place)
    {
        var (_, first, end) = Find(place);
        return (_starts[first], _starts[end], _runs[first..end]);
    }

    private (int Buffer, int FirstRun, int EndRun) Find(long place)
    {
        // Buffer b has the runs from b R / B to (b + 1) R / B: the run at the place tells the buffer, to within one.
        var run = Places.Find(_starts, place);
        var buffer = (int)((long)run * _buffers / _runs.Length);
        while (RunAt(buffer + 1) <= run)
            buffer++;
        while (RunAt(buffer) > run)
            buffer--;
        return (buffer, RunAt(buffer), RunAt(buffer + 1));
    }

    private int RunAt(int buffer) => (int)((long)buffer * _runs.Length / _buffers);
}
