namespace LiteVae.Distributed.Local;

/// <summary>Several ranks as threads of one process, without any message passing: for tests, and for trying a program for ranks.</summary>
internal sealed class LocalCommunicator : ICommunicator
{
    private readonly LocalRanks _ranks;

    public LocalCommunicator(LocalRanks ranks, int rank) => (_ranks, Rank) = (ranks, rank);

    public int Rank { get; }

    public int Size => _ranks.Size;

    public int LocalRank => Rank;

    public int LocalSize => Size;

    public string Host => Environment.MachineName;

    public string Description => $"{Size} threads";

    public void Sum(Span<float> values)
    {
        var sums = Exchange(values.ToArray(), nameof(Sum), all => Added(all, (a, b) => a + b));
        sums.CopyTo(values);
    }

    public void Sum(Span<double> values)
    {
        var sums = Exchange(values.ToArray(), nameof(Sum), all => Added(all, (a, b) => a + b));
        sums.CopyTo(values);
    }

    public void Broadcast(Span<byte> bytes, int root = 0) => Exchange(bytes.ToArray(), nameof(Broadcast), all => SameLength(all)[root]).CopyTo(bytes);

    public void Barrier() => Exchange(Array.Empty<byte>(), nameof(Barrier), all => all[0]);

    public IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0)
    {
        IReadOnlyList<byte[]>? gathered = null;
        Exchange(bytes.ToArray(), nameof(Gather), all =>
        {
            gathered = all;
            return all[0];
        });
        return Rank == root ? gathered : null;
    }

    public void Abort(int exitCode) => _ranks.Abort($"rank {Rank} ended the job with exit code {exitCode}");

    public void Dispose()
    {
    }

    private T[] Exchange<T>(T[] own, string call, Func<T[][], T[]> read) => _ranks.Exchange(Rank, own, call, read);

    private static T[] Added<T>(T[][] all, Func<T, T, T> add) => [.. Enumerable.Range(0, SameLength(all)[0].Length).Select(i => all.Select(values => values[i]).Aggregate(add))];

    private static T[][] SameLength<T>(T[][] all) => all.All(values => values.Length == all[0].Length) ? all
        : throw new CommunicationException($"Ranks gave {string.Join(", ", all.Select(values => values.Length))} values to one call.");
}
