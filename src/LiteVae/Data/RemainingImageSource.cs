using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>All of another source's images but a few. Does not own that source. Takes memory for those few only.</summary>
internal sealed class RemainingImageSource : IImageSource, IShardedSource
{
    private readonly IImageSource _inner;
    private readonly long[] _without;
    private readonly Lazy<IReadOnlyList<int>> _shardSizes;

    /// <param name="inner">The whole, of a known number of images.</param>
    /// <param name="without">The places in it of the images that are left out, in ascending order, each once.</param>
    /// <param name="description">What this part is, for people.</param>
    public RemainingImageSource(IImageSource inner, long[] without, string description)
    {
        (_inner, _without, Description) = (inner, without, description);
        Count = inner.Count!.Value - without.Length;
        _shardSizes = new(() => [.. Sizes((inner as IShardedSource)?.ShardSizes ?? [])]);
    }

    public string Description { get; }

    public long? Count { get; }

    public SkippedImages Skipped => _inner.Skipped;

    public IReadOnlyList<int> ShardSizes => _shardSizes.Value;

    public string NameOf(long index) => _inner.NameOf(InWhole(index));

    public RgbImage? TryLoad(long index, in LoadOptions options) => _inner.TryLoad(InWhole(index), options);

    public void ReadAhead(IReadOnlyList<(long First, int Count)> runs) => (_inner as IShardedSource)?.ReadAhead(
        [.. runs.Select(r => (First: InWhole(r.First), Last: InWhole(r.First + r.Count - 1))).Select(r => (r.First, (int)(r.Last - r.First) + 1))]);

    public void Dispose()
    {
        // The whole belongs to whoever opened it.
    }

    // The smallest place in the whole before which, and at which, there are index + 1 images that are not left out.
    private long InWhole(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count!.Value);
        var (low, high) = (0, _without.Length); // the number of images left out before the one that is sought
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_without[middle] - middle <= index)
                low = middle + 1;
            else
                high = middle;
        }
        return index + low;
    }

    private IEnumerable<int> Sizes(IReadOnlyList<int> whole)
    {
        var (end, left) = (0L, 0);
        foreach (var size in whole)
        {
            end += size;
            var before = left;
            while (left < _without.Length && _without[left] < end)
                left++;
            yield return size - (left - before);
        }
    }
}
