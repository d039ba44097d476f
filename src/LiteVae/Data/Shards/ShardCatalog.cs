using System.Diagnostics;

namespace LiteVae.Data.Shards;

/// <summary>What is known of every tar of a set from the headers of its indices: how many images it has. Indices that are missing are made.</summary>
internal static class ShardCatalog
{
    // Headers are small, and what costs is a file system's answer: several are asked for at once.
    private static readonly ParallelOptions Headers = new() { MaxDegreeOfParallelism = 16 };

    // Going through tars reads all of a disk that has no gaps to skip.
    private static readonly ParallelOptions Tars = new() { MaxDegreeOfParallelism = 4 };

    private static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(1);

    /// <summary>The number of images of each tar.</summary>
    /// <param name="paths">The tars.</param>
    /// <param name="skipped">Told what the tars with problems have passed over.</param>
    /// <param name="progress">Told of indices that are made, where that takes more than a second.</param>
    /// <exception cref="DatasetException">A tar cannot be read, or is none.</exception>
    public static int[] Count(IReadOnlyList<string> paths, Action<int, IReadOnlyList<SkippedImage>> skipped, Action<ShardIndexingProgress>? progress)
    {
        var counts = new int[paths.Count];
        var missing = new List<int>();
        var problems = new Dictionary<int, IReadOnlyList<SkippedImage>>();
        Run(Headers, Enumerable.Range(0, paths.Count), shard =>
        {
            if (TarIndexStore.FindCount(paths[shard], TarStamp.Of(paths[shard])) is var (images, hasProblems) && !hasProblems)
            {
                counts[shard] = images;
                return;
            }
            lock (missing)
                missing.Add(shard);
        });
        var (clock, done) = (Stopwatch.StartNew(), 0);
        Run(Tars, missing.Order(), shard =>
        {
            var index = TarIndexStore.Open(paths[shard]);
            counts[shard] = index.Count;
            lock (problems)
            {
                problems[shard] = index.Problems;
                done++;
                if (clock.Elapsed > NoticeAfter)
                    progress?.Invoke(new ShardIndexingProgress(done, missing.Count, paths[shard]));
            }
        });
        foreach (var (shard, found) in problems.OrderBy(p => p.Key))
            skipped(shard, found);
        return counts;
    }

    private static void Run(ParallelOptions options, IEnumerable<int> shards, Action<int> work)
    {
        try
        {
            Parallel.ForEach(shards, options, work);
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is DatasetException first)
        {
            throw new DatasetException(first.Message, e);
        }
    }
}
