using System.Runtime.ExceptionServices;

namespace LiteVae.Distributed.Local;

/// <summary>Runs a piece of work on several ranks, each a thread of this process.</summary>
internal sealed class LocalRanks
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _aborted = new();
    private readonly object[] _given;
    private readonly string[] _calls;
    private string _reason = "";

    private LocalRanks(int size)
    {
        (Size, _barrier, _given, _calls) = (size, new Barrier(size), new object[size], new string[size]);
    }

    public int Size { get; }

    /// <summary>Runs the work once on each rank, and waits for all of them.</summary>
    /// <param name="size">Number of ranks.</param>
    /// <param name="work">The work of one rank.</param>
    /// <exception cref="AggregateException">What the work threw, by rank; a rank that waits for one that failed gets a <see cref="CommunicationException"/>.</exception>
    public static void Run(int size, Action<ICommunicator> work)
    {
        var ranks = new LocalRanks(size);
        var failures = new Exception?[size];
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                using var communicator = new LocalCommunicator(ranks, rank);
                work(communicator);
            }
            catch (Exception e)
            {
                failures[rank] = e;
                ranks.Abort($"rank {rank} failed: {e.Message}");
            }
        }, 16 << 20)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Exception[] thrown = [.. failures.OfType<Exception>()];
        if (thrown is [var only])
            ExceptionDispatchInfo.Throw(only);
        if (thrown.Length > 0)
            throw new AggregateException(thrown);
    }

    /// <summary>Makes every rank that waits, now or later, fail.</summary>
    public void Abort(string reason)
    {
        if (_reason.Length == 0)
            _reason = reason;
        _aborted.Cancel();
    }

    /// <summary>Gives every rank what all ranks gave to the same call.</summary>
    public T[] Exchange<T>(int rank, T[] own, string call, Func<T[][], T[]> read)
    {
        (_given[rank], _calls[rank]) = (own, call);
        Wait();
        if (_calls.Any(other => other != call) || _given.Any(given => given is not T[]))
            throw new CommunicationException($"Ranks called different members: {string.Join(", ", _calls)}.");
        var result = read([.. _given.Cast<T[]>()]);
        Wait(); // nobody gives anew before all have read
        return result;
    }

    private void Wait()
    {
        try
        {
            _barrier.SignalAndWait(_aborted.Token);
        }
        catch (OperationCanceledException)
        {
            throw new CommunicationException(_reason);
        }
    }
}
