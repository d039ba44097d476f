using System.Diagnostics;

namespace LiteVae.Server.Queue;

/// <summary>A piece of work that waits for a compute thread.</summary>
/// <param name="cancellationToken">Ends the work: the client has gone, or its deadline has passed.</param>
internal abstract class Job(CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Jobs with equal keys may be computed together; null: alone.</summary>
    public abstract object? BatchKey { get; }

    /// <summary>What the job does, for metrics: encode, decode, reconstruct, sample.</summary>
    public abstract string Kind { get; }

    /// <summary>When the job entered the queue (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public long QueuedAt { get; set; }

    /// <summary>How long it waited.</summary>
    public TimeSpan QueueTime { get; set; }

    /// <summary>When it was taken from the queue.</summary>
    public long StartedAt { get; set; }

    /// <summary>How long it was computed, together with the others of its batch.</summary>
    public TimeSpan ComputeTime { get; set; }

    /// <summary>The jobs that were computed together with this one, itself included.</summary>
    public int BatchSize { get; set; }

    /// <summary>Its place in the queue while it waits.</summary>
    public LinkedListNode<Job>? Place { get; set; }

    /// <summary>Whether its result is there, or it was given up.</summary>
    public abstract bool IsCompleted { get; }

    /// <summary>Computes a batch, and completes each of its jobs.</summary>
    /// <param name="batch">Jobs of one key, this one first.</param>
    /// <param name="cancellationToken">Canceled once all of them are.</param>
    public abstract void Run(IReadOnlyList<Job> batch, CancellationToken cancellationToken);

    /// <summary>Gives the job up.</summary>
    public abstract void Cancel();

    /// <summary>Ends the job with an error.</summary>
    public abstract void Fail(Exception exception);
}
