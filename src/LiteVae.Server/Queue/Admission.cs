using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;

namespace LiteVae.Server.Queue;

/// <summary>Knows the requests that are under way and the memory of their bodies and answers, and lets none in once the service drains.</summary>
/// <remarks>
/// A request takes a place in <see cref="ComputeQueue"/> only once its body is there: clients that send slowly keep nobody from being served,
/// and until their deadline they hold no more memory than they have sent.
/// </remarks>
internal sealed class Admission
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _maxBytes;
    private int _admitted;
    private long _bytes;
    private bool _draining;

    public Admission(ServerOptions options, ServerMetrics metrics)
    {
        _maxBytes = (options.QueueLimit + (long)options.Workers) * options.MaxBodyBytes;
        metrics.ObserveActiveRequests(() => Count);
        metrics.ObserveHeldBytes(() => Interlocked.Read(ref _bytes));
    }

    /// <summary>The requests that were let in and are not yet answered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _admitted;
        }
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
    /// <exception cref="ProblemException">The service drains, or holds as many bytes as it may.</exception>
    public AdmissionTicket Enter()
    {
        lock (_lock)
        {
            if (_draining)
                throw new ProblemException(Problem.Draining, "The service finishes what it has accepted, and takes no new work.") { RetryAfter = s_wait };
            if (_bytes >= _maxBytes)
                throw Full();
            _admitted++;
        }
        return new AdmissionTicket(this);
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

    /// <summary>Counts a piece of a body.</summary>
    /// <exception cref="ProblemException">The service holds as many bytes as it may.</exception>
    public void Receive(int bytes)
    {
        lock (_lock)
        {
            if (_bytes + bytes > _maxBytes)
                throw Full();
            _bytes += bytes;
        }
    }

    /// <summary>Counts an answer, which is there already: where it is too much, later requests are refused.</summary>
    public void Send(long bytes)
    {
        lock (_lock)
            _bytes += bytes;
    }

    /// <summary>Forgets a request that has been answered.</summary>
    /// <param name="bytes">Of its body and its answer.</param>
    public void Leave(long bytes)
    {
        lock (_lock)
        {
            _admitted--;
            _bytes -= bytes;
            if (_draining && _admitted == 0)
                _empty.TrySetResult();
        }
    }

    private ProblemException Full() => new(Problem.QueueFull, $"Bodies and answers of {_admitted} requests take {_bytes} bytes; the limit is {_maxBytes}.") { RetryAfter = s_wait };
}
