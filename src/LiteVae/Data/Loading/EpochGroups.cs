namespace LiteVae.Data.Loading;

/// <summary>The shards of one epoch in their order, divided into groups.</summary>
internal sealed class EpochGroups
{
    private readonly Permutation _shards;
    private readonly int _count;
    private readonly long[] _starts;

    /// <param name="sizes">The number of images of each shard.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="key">Chooses the order.</param>
    public EpochGroups(IReadOnlyList<int> sizes, int groups, ulong key)
    {
        (_shards, _count, _starts) = (new Permutation(sizes.Count, key), sizes.Count, new long[groups + 1]);
        for (var group = 0; group < groups; group++)
            _starts[group + 1] = _starts[group] + ShardsOf(group).Sum(shard => (long)sizes[shard]);
    }

    /// <summary>The shards of a group.</summary>
    public IEnumerable<int> ShardsOf(int group)
    {
        var groups = _starts.Length - 1;
        var (first, end) = ((int)((long)group * _count / groups), (int)((group + 1L) * _count / groups));
        return Enumerable.Range(first, end - first).Select(place => (int)_shards.At(place));
    }

    /// <summary>The group at a place of the epoch, and the place where it begins.</summary>
    public (int Group, long Start) Find(long place)
    {
        var group = Places.Find(_starts, place);
        return (group, _starts[group]);
    }
}
