using LiteVae.Codec.Numerics;
using LiteVae.Distributed;

namespace LiteVae.Data.Loading;

/// <summary>An order for images in large files that are best read in pieces: what is near in time is near in few files.</summary>
/// <remarks>
/// In each epoch the shards are shuffled and divided into groups of about <see cref="GroupSize"/>. The runs of a group, of up to
/// <see cref="RunLength"/> neighboring images each, are shuffled and divided into buffers of about <see cref="BufferRuns"/> runs; the images of a
/// buffer are shuffled. A place is found from the seed alone, in a time that does not depend on it: a table of the epoch's groups and one of the
/// group's runs, which are made when they are first needed and can be made again at any time.
/// </remarks>
internal sealed class ShardedOrder : IEpochOrder
{
    /// <summary>The number of shards that are read together.</summary>
    public const int GroupSize = 16;

    /// <summary>The number of neighboring images that are read together.</summary>
    public const int RunLength = 16;

    /// <summary>The number of runs whose images are shuffled with each other.</summary>
    public const int BufferRuns = 128;

    // Tables that are kept: threads may be at the end of one group and at the beginning of the next.
    private const int KeptTables = 4;

    private readonly IReadOnlyList<int> _sizes;
    private readonly long[] _starts;
    private readonly int _groups;
    private readonly ulong _seed;
    private readonly Action<IReadOnlyList<(long First, int Count)>>? _readAhead;
    private readonly Recent<long, EpochGroups> _epochs = new(KeptTables);
    private readonly Recent<(long Epoch, int Group), GroupRuns> _runs = new(KeptTables);
    private (long Epoch, long From, long To) _reached = (-1, 0, 0);

    /// <summary>Creates the order.</summary>
    /// <param name="sizes">The number of images of each shard.</param>
    /// <param name="seed">Chooses the order.</param>
    /// <param name="readAhead">Told which runs come next.</param>
    public ShardedOrder(IReadOnlyList<int> sizes, ulong seed, Action<IReadOnlyList<(long First, int Count)>>? readAhead = null)
    {
        (_sizes, _seed, _readAhead) = (sizes, seed, readAhead);
        _groups = (sizes.Count + GroupSize - 1) / GroupSize;
        _starts = new long[sizes.Count];
        for (var shard = 0; shard < sizes.Count; shard++)
        {
            _starts[shard] = Count;
            Count += sizes[shard];
        }
    }

    public long Count { get; }

    public long IndexAt(long epoch, long place)
    {
        var (group, start) = GroupsOf(epoch).Find(place);
        return RunsOf(epoch, group).IndexAt(place - start);
    }

    /// <summary>Where a buffer begins brings the next one to the attention of the source: of N ranks, rank r reads the runs whose number is r modulo N.</summary>
    public void Reach(long epoch, long place, RankShare share)
    {
        if (_readAhead is null || (epoch == _reached.Epoch && place >= _reached.From && place < _reached.To))
            return;
        var (from, to, _) = BufferAt(epoch, place);
        _reached = (epoch, from, to);
        var (_, _, next) = to < Count ? BufferAt(epoch, to) : BufferAt(epoch + 1, 0);
        _readAhead(share.IsWhole ? next : [.. next.Where((_, run) => run % share.Size == share.Rank)]);
    }

    private (long From, long To, IReadOnlyList<(long First, int Count)> Runs) BufferAt(long epoch, long place)
    {
        var (group, start) = GroupsOf(epoch).Find(place);
        var (from, to, runs) = RunsOf(epoch, group).BufferAt(place - start);
        return (start + from, start + to, runs);
    }

    private EpochGroups GroupsOf(long epoch) => _epochs.Get(epoch, e => new EpochGroups(_sizes, _groups, RandomStream.Mix(_seed, (ulong)e)));

    private GroupRuns RunsOf(long epoch, int group) => _runs.Get((epoch, group), key => new GroupRuns(
        [.. GroupsOf(key.Epoch).ShardsOf(key.Group).Select(shard => (_starts[shard], _sizes[shard]))],
        RandomStream.Mix(RandomStream.Mix(~_seed, (ulong)key.Epoch), (ulong)key.Group)));

    /// <summary>The last few results of a function. Thread-safe; what is made twice at once is the same.</summary>
    private sealed class Recent<TKey, TValue>(int capacity)
        where TKey : notnull
    {
        private readonly Lock _lock = new();
        private readonly Queue<TKey> _order = new();
        private readonly Dictionary<TKey, TValue> _values = [];

        public TValue Get(TKey key, Func<TKey, TValue> make)
        {
            lock (_lock)
            {
                if (_values.TryGetValue(key, out var value))
                    return value;
            }
            var made = make(key);
            lock (_lock)
            {
                if (!_values.TryAdd(key, made))
                    return _values[key];
                _order.Enqueue(key);
                if (_order.Count > capacity)
                    _values.Remove(_order.Dequeue());
            }
            return made;
        }
    }
}
