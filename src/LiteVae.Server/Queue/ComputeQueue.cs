using System.Diagnostics;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;

namespace LiteVae.Server.Queue;

/// <summary>Computes jobs in the order of their arrival on a fixed number of threads, those of one shape together. A bounded number of them may wait.</summary>
internal sealed class ComputeQueue : IDisposable
{
    // How often a batch that waits for company looks whether any can still come.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    // The weight of the newest batch in the average of seconds that a job takes, which tells the refused when to come back.
    private const double Forgetting = 0.1;

    private readonly LinkedList<Job> _waiting = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;
    private readonly ServerOptions _options;
    private readonly ServerMetrics _metrics;
    private readonly Admission _admission;
    private int _busyThreads;
    private int _taken; // jobs that are computed, or wait in a batch for company
    private double _seconds = 1;

    public ComputeQueue(ServerOptions options, ServerMetrics metrics, Admission admission)
    {
        (_options, _metrics, _admission) = (options, metrics, admission);
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

    /// <summary>Requires that a job could wait now.</summary>
    /// <exception cref="ProblemException">As many wait as may.</exception>
    public void RequireRoom()
    {
        lock (_lock)
        {
            if (_waiting.Count - (_options.Workers - _busyThreads) < _options.QueueLimit)
                return;
            var wait = Math.Clamp(_seconds * _waiting.Count / _options.Workers, 1, 60);
            throw new ProblemException(Problem.QueueFull, $"{_waiting.Count} requests wait, which is the limit.") { RetryAfter = TimeSpan.FromSeconds(wait) };
        }
    }

    /// <summary>Has a job computed. It leaves the queue at once when it is canceled.</summary>
    /// <exception cref="ProblemException">As many jobs wait as may; thrown by the call, not by its task.</exception>
    /// <exception cref="OperationCanceledException">The job was canceled.</exception>
    public Task<T> RunAsync<T>(Job<T> job)
    {
        job.QueuedAt = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            RequireRoom();
            job.Place = _waiting.AddLast(job);
        }
        _arrivals.Release();
        return ResultAsync(job);
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
        _stop.Dispose();
        _arrivals.Dispose();
    }

    private async Task<T> ResultAsync<T>(Job<T> job)
    {
        await using var registration = job.CancellationToken.Register(() => GiveUp(job));
        var result = await job.Result;
        job.ComputeTime = Stopwatch.GetElapsedTime(job.StartedAt);
        return result;
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
                if (Take() is not { Count: > 0 } batch)
                    continue;
                WaitForCompany(batch);
                Run(batch);
                lock (_lock)
                    (_busyThreads, _taken) = (_busyThreads - 1, _taken - batch.Count);
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
            _busyThreads++;
            _taken++;
            AddMates(batch);
        }
        return batch;
    }

    private void WaitForCompany(List<Job> batch)
    {
        while (AddMates(batch) && Stopwatch.GetElapsedTime(batch[0].QueuedAt) < _options.BatchWait)
            _stop.Token.WaitHandle.WaitOne(s_look);
    }

    // Adds waiting jobs of the same kind. Whether more can come, of requests whose bodies are still on their way: asked under the same lock, so that none arrives in between.
    private bool AddMates(List<Job> batch)
    {
        if (batch[0].BatchKey is not { } key)
            return false;
        lock (_lock)
        {
            for (var (node, next) = (_waiting.First, (LinkedListNode<Job>?)null); node is not null && batch.Count < _options.MaxBatch; node = next)
            {
                next = node.Next;
                if (!key.Equals(node.Value.BatchKey))
                    continue;
                batch.Add(node.Value);
                _taken++;
                Leave(node.Value);
            }
            return batch.Count < _options.MaxBatch && _admission.Count > _waiting.Count + _taken;
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
        batch = [.. batch.Where(job => !job.IsCompleted)];
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
        lock (_lock)
            _seconds += Forgetting * (elapsed.TotalSeconds / batch.Count - _seconds);
        if (failure is not null)
            batch.ForEach(job => job.Fail(failure));
    }
}
