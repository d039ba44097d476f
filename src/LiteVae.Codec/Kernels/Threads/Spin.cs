using System.Diagnostics;

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Waits for something that is about to happen without giving the processor away, for a bounded time.</summary>
/// <remarks>
/// To block a thread and wake it again takes about 50 microseconds on a virtual machine. Spinning for as long at most doubles
/// that, and bridges what lies between two kernels of a network.
/// </remarks>
internal static class Spin
{
    private static readonly long _ticks = Stopwatch.Frequency * Microseconds / 1_000_000;

    /// <summary>For how long, in microseconds.</summary>
    public const int Microseconds = 50;

    /// <summary>When spinning that starts now ends.</summary>
    public static long End() => Stopwatch.GetTimestamp() + _ticks;

    /// <summary>Lets a moment pass; false once the time is over.</summary>
    public static bool Once(long end)
    {
        Thread.SpinWait(4);
        return Stopwatch.GetTimestamp() < end;
    }
}
