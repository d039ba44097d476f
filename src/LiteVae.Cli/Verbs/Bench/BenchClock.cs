using System.Diagnostics;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Times calls one after the other, for as long as a case asks for, after a warm-up that does not count.</summary>
/// <remarks>The runtime compiles what runs often a second time: short calls are warm only after some of them.</remarks>
internal sealed class BenchClock
{
    private const int MinCalls = 3;
    private const double WarmUpSeconds = 1.5;

    private readonly BenchCase _work;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<double> _seconds = [];
    private bool _isWarm;
    private TimeSpan _before;
    private TimeSpan _processorBefore;

    public BenchClock(BenchCase work) => _work = work;

    /// <summary>Waits for the case's device before a call counts as ended; null where calls end by themselves.</summary>
    public Action? Wait { get; init; }

    /// <summary>Whether enough calls were timed.</summary>
    public bool IsDone => _isWarm && _seconds.Count >= MinCalls && _clock.Elapsed.TotalSeconds >= _work.Seconds;

    /// <summary>Notes that a call has ended; the next one begins now.</summary>
    public void CallEnded()
    {
        Wait?.Invoke();
        var now = _clock.Elapsed;
        if (_isWarm)
        {
            _seconds.Add((now - _before).TotalSeconds);
        }
        else if (now.TotalSeconds >= WarmUpSeconds)
        {
            _isWarm = true;
            _processorBefore = ProcessorTime();
            _clock.Restart();
        }
        _before = _clock.Elapsed;
    }

    /// <summary>What was measured.</summary>
    /// <param name="gflops">Floating-point operations of a call (1e9).</param>
    public BenchTimes Read(double gflops) => new(
        _seconds, _work.Batch, gflops, ProcessMemory.PeakMiB, (ProcessorTime() - _processorBefore).TotalSeconds);

    /// <summary>Times a call.</summary>
    /// <param name="work">The case.</param>
    /// <param name="gflops">Floating-point operations of a call (1e9).</param>
    /// <param name="call">What is timed.</param>
    /// <param name="wait">Waits for the device; null where calls end by themselves.</param>
    public static BenchTimes Time(BenchCase work, double gflops, Action call, Action? wait = null)
    {
        var clock = new BenchClock(work) { Wait = wait };
        while (!clock.IsDone)
        {
            call();
            clock.CallEnded();
        }
        return clock.Read(gflops);
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
