namespace LiteVae.Data.Loading;

/// <summary>Tells a source whose images lie in large files which of them come next, where they are asked for in their order.</summary>
internal static class SequentialReadAhead
{
    /// <summary>Tells of runs of neighbors, in place of what was told before; does nothing where the source keeps each image in a file of its own.</summary>
    /// <param name="source">The source.</param>
    /// <param name="runs">First image and number of images of each run, in their order; they may go over the ends of files.</param>
    public static void Tell(IImageSource source, IEnumerable<(long First, int Count)> runs)
    {
        if (source is not IShardedSource { ShardSizes.Count: > 0 } sharded)
            return;
        var within = new List<(long First, int Count)>();
        var (shard, start) = (0, 0L); // the file, and its first image
        foreach (var (first, count) in runs)
        {
            for (var (next, left) = (first, count); left > 0 && shard < sharded.ShardSizes.Count;)
            {
                var rest = start + sharded.ShardSizes[shard] - next;
                if (rest <= 0)
                {
                    start += sharded.ShardSizes[shard++];
                    continue;
                }
                var taken = (int)Math.Min(rest, left);
                within.Add((next, taken));
                (next, left) = (next + taken, left - taken);
            }
        }
        sharded.ReadAhead(within);
    }
}
