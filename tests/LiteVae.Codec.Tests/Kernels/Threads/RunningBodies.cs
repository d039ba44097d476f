namespace LiteVae.Codec.Tests.Kernels.Threads;

/// <summary>Counts how many bodies run at a time.</summary>
internal sealed class RunningBodies
{
    private int _now;
    private int _max;
    private int _total;

    /// <summary>The largest number that ran at the same time.</summary>
    public int Max => Volatile.Read(ref _max);

    /// <summary>All that have run.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>Counts a body for as long as it works.</summary>
    public void Count(Action work)
    {
        var now = Interlocked.Increment(ref _now);
        Interlocked.Increment(ref _total);
        for (var max = Max; now > max && Interlocked.CompareExchange(ref _max, now, max) != max; max = Max)
        {
        }
        work();
        Interlocked.Decrement(ref _now);
    }
}
