using System.Diagnostics;

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Waits for something that is about to happen without giving the processor away, for a bounded time.</summary>
/// <remarks>
/// Blocking and waking a thread costs some ten microseconds, about the time between two kernels of a network. The bound is
/// therefore a few times that: longer spinning would take processor time from others and gain nothing.
/// </remarks>
internal static class Spin
{
    private static readonly long _ticks = Stopwatch.Frequency * Microseconds / 1_000_000;

    /// <summary>For how long, in microseconds.</summary>
    public const int Microseconds = 30;

    /// <summary>When spinning that starts now ends.</summary>
    public static long End() => Stopwatch.GetTimestamp() + _ticks;

    /// <summary>Lets a moment pass; false once the time is over.</summary>
    public static bool Once(long end)
    {
        Thread.SpinWait(4);
        return Stopwatch.GetTimestamp() < end;
    }
}
