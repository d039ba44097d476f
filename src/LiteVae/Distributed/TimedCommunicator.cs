using System.Diagnostics;

namespace LiteVae.Distributed;

/// <summary>A communicator that adds up how long it was waited for.</summary>
/// <param name="inner">Carries the messages; not owned.</param>
internal sealed class TimedCommunicator(ICommunicator inner) : ICommunicator
{
    /// <summary>The time that calls have taken so far, in seconds.</summary>
    public double Seconds { get; private set; }

    public int Rank => inner.Rank;

    public int Size => inner.Size;

    public int LocalRank => inner.LocalRank;

    public int LocalSize => inner.LocalSize;

    public string Host => inner.Host;

    public string Description => inner.Description;

    public void Sum(Span<float> values)
    {
        var begin = Stopwatch.GetTimestamp();
        inner.Sum(values);
        Add(begin);
    }

    public void Sum(Span<double> values)
    {
        var begin = Stopwatch.GetTimestamp();
        inner.Sum(values);
        Add(begin);
    }

    public void Broadcast(Span<byte> bytes, int root = 0)
    {
        var begin = Stopwatch.GetTimestamp();
        inner.Broadcast(bytes, root);
        Add(begin);
    }

    public void Barrier()
    {
        var begin = Stopwatch.GetTimestamp();
        inner.Barrier();
        Add(begin);
    }

    public IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0)
    {
        var begin = Stopwatch.GetTimestamp();
        var gathered = inner.Gather(bytes, root);
        Add(begin);
        return gathered;
    }

    public void Abort(int exitCode) => inner.Abort(exitCode);

    public void Dispose()
    {
    }

    private void Add(long begin) => Seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
}
