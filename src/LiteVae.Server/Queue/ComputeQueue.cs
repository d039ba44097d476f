using System.Diagnostics;
using LiteVae.Server.Metrics;

namespace LiteVae.Server.Queue;

/// <summary>Computes jobs in the order of their arrival on a fixed number of threads, those of one shape together.</summary>
/// <remarks>How many jobs may wait is limited by <see cref="Admission"/>, before a request's body is read.</remarks>
internal sealed class ComputeQueue : IDisposable
{
    private readonly LinkedList<Job> _waiting = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private readonly ServerOptions _options;
    private readonly ServerMetrics _metrics;

    public ComputeQueue(ServerOptions options, ServerMetrics metrics)
    {
        (_options, _metrics) = (options, metrics);
        metrics.ObserveQueueLength(() => Length);
        _threads = [.. Enumerable.Range(1, options.Workers).Select(i => new Thread(Work) { IsBackground = true, Name = $"LiteVae compute {i}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>The number of jobs that wait.</summary>
    public int Length
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Has a job computed. It leaves the queue at once when it is canceled.</summary>
    /// <exception cref="OperationCanceledException">The job was canceled.</exception>
    public async Task<T> RunAsync<T>(Job<T> job)
    {
        job.QueuedAt = Stopwatch.GetTimestamp();
        lock (_lock)
            job.Place = _waiting.AddLast(job);
        _arrivals.Release();
        await using var registration = job.CancellationToken.Register(() => GiveUp(job));
        var result = await job.Result;
        job.ComputeTime = Stopwatch.GetElapsedTime(job.StartedAt);
        return result;
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
        _stop.Dispose();
        _arrivals.Dispose();
    }

    private void GiveUp(Job job)
    {
        lock (_lock)
            Leave(job);
        job.Cancel();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _arrivals.Wait(_stop.Token); // more arrivals than jobs are counted where jobs left early or in a batch
                if (Take() is { Count: > 0 } batch)
                    Run(batch);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The service has ended.
        }
    }

    private List<Job> Take()
    {
        List<Job> batch = [];
        lock (_lock)
        {
            if (_waiting.First?.Value is not { } first)
                return batch;
            Leave(first);
            batch.Add(first);
            AddMates(batch);
        }
        var wait = _options.BatchWait - Stopwatch.GetElapsedTime(batch[0].QueuedAt);
        if (batch[0].BatchKey is null || batch.Count >= _options.MaxBatch || wait <= TimeSpan.Zero)
            return batch;
        _stop.Token.WaitHandle.WaitOne(wait);
        lock (_lock)
            AddMates(batch);
        return batch;
    }

    private void AddMates(List<Job> batch)
    {
        if (batch[0].BatchKey is not { } key)
            return;
        for (var (node, next) = (_waiting.First, (LinkedListNode<Job>?)null); node is not null && batch.Count < _options.MaxBatch; node = next)
        {
            next = node.Next;
            if (!key.Equals(node.Value.BatchKey))
                continue;
            batch.Add(node.Value);
            Leave(node.Value);
        }
    }

    private void Leave(Job job)
    {
        if (job.Place is { } place)
            _waiting.Remove(place);
        job.Place = null;
    }

    private void Run(List<Job> batch)
    {
        batch.RemoveAll(job => job.IsCompleted);
        if (batch.Count == 0)
            return;
        var start = Stopwatch.GetTimestamp();
        foreach (var job in batch)
            (job.QueueTime, job.StartedAt, job.BatchSize) = (Stopwatch.GetElapsedTime(job.QueuedAt, start), start, batch.Count);
        using var cancellation = new BatchCancellation(batch);
        Exception? failure = null;
        try
        {
            batch[0].Run(batch, cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.Token.IsCancellationRequested)
        {
            // Every one of them was canceled, and knows it.
        }
        catch (Exception e)
        {
            failure = e; // whoever waits for the job throws it
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        _metrics.Computed(batch, elapsed);
        if (failure is not null)
            batch.ForEach(job => job.Fail(failure));
    }
}
