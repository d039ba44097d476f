using System.Diagnostics;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;

namespace LiteVae.Server.Queue;

/// <summary>Lets a bounded number of requests in, before their bodies are read, and none once the service drains.</summary>
internal sealed class Admission
{
    // Seconds that a request takes, averaged over the last ones: tells the refused when to come back.
    private const double Forgetting = 0.1;

    private readonly ServerOptions _options;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _admitted;
    private bool _draining;
    private double _seconds = 1;

    public Admission(ServerOptions options, ServerMetrics metrics)
    {
        _options = options;
        metrics.ObserveActiveRequests(() => _admitted);
    }

    public bool IsDraining
    {
        get
        {
            lock (_lock)
                return _draining;
        }
    }

    /// <summary>Lets a request in; the result is disposed when it has been answered.</summary>
    /// <exception cref="ProblemException">The queue is full, or the service drains.</exception>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            if (_draining)
                throw new ProblemException(Problem.Draining, "The service finishes what it has accepted, and takes no new work.") { RetryAfter = TimeSpan.FromSeconds(5) };
            var limit = _options.QueueLimit + _options.Workers;
            if (_admitted >= limit)
            {
                var wait = Math.Clamp(_seconds * _admitted / _options.Workers, 1, 60);
                throw new ProblemException(Problem.QueueFull, $"{_admitted} requests are under way, which is the limit.") { RetryAfter = TimeSpan.FromSeconds(wait) };
            }
            _admitted++;
        }
        return new Ticket(this);
    }

    /// <summary>Refuses new requests.</summary>
    /// <returns>Completes when every request that was let in has been answered.</returns>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _draining = true;
            if (_admitted == 0)
                _empty.TrySetResult();
        }
        return _empty.Task;
    }

    private void Leave(TimeSpan time)
    {
        lock (_lock)
        {
            _admitted--;
            // The time of one request with all workers busy, not counting its turn in the queue, is not known here: the share of its neighbors is taken out.
            _seconds += Forgetting * (time.TotalSeconds * _options.Workers / (_admitted + 1) - _seconds);
            if (_draining && _admitted == 0)
                _empty.TrySetResult();
        }
    }

    private sealed class Ticket(Admission admission) : IDisposable
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                admission.Leave(Stopwatch.GetElapsedTime(_start));
        }
    }
}
