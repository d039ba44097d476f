using System.Diagnostics;

namespace LiteVae.Distributed.Mpi;

/// <summary>What a thread does between two looks at something that it waits for: nothing at first, then it lets others run, then it sleeps ever longer.</summary>
/// <param name="busy">How long it may keep its core.</param>
internal struct Backoff(TimeSpan busy)
{
    /// <summary>Waits up to this long are answered at once, and waits for more data spin longer: <see cref="For"/>.</summary>
    public static readonly TimeSpan ShortWait = TimeSpan.FromMicroseconds(300);

    private const double BytesPerSecond = 100e6; // a slow network
    private const int LongestSleep = 1000; // microseconds
    private const int ShortestSleep = 50;

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _looks;

    /// <summary>For a transfer for which all ranks are ready.</summary>
    /// <param name="bytes">How much is transferred.</param>
    public static Backoff For(long bytes) => new(ShortWait + TimeSpan.FromSeconds(bytes / BytesPerSecond));

    /// <summary>Since when it waits.</summary>
    public readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Waits for as long as it seems right.</summary>
    /// <returns>Whether it slept: the wait has become a long one.</returns>
    public bool Wait()
    {
        var elapsed = Elapsed;
        if (elapsed < busy)
        {
            if (++_looks % 16 == 0)
                Thread.Yield(); // ranks may be more than cores
            return false;
        }
        DynamicLoader.Sleep((int)Math.Clamp(elapsed.TotalMicroseconds / 8, ShortestSleep, LongestSleep));
        return true;
    }
}
