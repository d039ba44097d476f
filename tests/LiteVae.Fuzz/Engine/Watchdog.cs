using System.Diagnostics;

namespace LiteVae.Fuzz.Engine;

/// <summary>Watches time and memory from a thread of its own; a reader that takes more than its limits cannot be stopped, so the process ends.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly Action<string, string> _report;
    private readonly Thread _thread;
    private long _started; // 0: no input is being read
    private TimeSpan _processorTime;
    private long _peakMemory;
    private volatile bool _ended;

    /// <param name="report">Is told the kind of a finding and its description before the process is ended.</param>
    public Watchdog(Action<string, string> report)
    {
        _report = report;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The most resident memory that was seen, in bytes.</summary>
    public long PeakMemory => Volatile.Read(ref _peakMemory);

    /// <summary>Begins to watch an input.</summary>
    public void Begin()
    {
        _processorTime = Environment.CpuUsage.TotalTime;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
    }

    /// <returns>The time since <see cref="Begin"/>: by the clock or of the processor, whichever is shorter, as other work on the machine stretches the one and the runtime's own threads the other.</returns>
    public TimeSpan End()
    {
        var (took, used) = (Stopwatch.GetElapsedTime(_started), Environment.CpuUsage.TotalTime - _processorTime);
        Volatile.Write(ref _started, 0);
        return took < used ? took : used;
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Watch()
    {
        var (watched, processorTime) = (0L, TimeSpan.Zero);
        for (; !_ended; Thread.Sleep(Period))
        {
            var memory = Environment.WorkingSet;
            Volatile.Write(ref _peakMemory, Math.Max(_peakMemory, memory));
            if (memory > FuzzLimits.Memory)
                EndProcess("memory", $"{memory >> 20} MiB are resident; at most {FuzzLimits.Memory >> 20} MiB are allowed");
            var started = Volatile.Read(ref _started);
            if (started == 0 || started != watched)
            {
                (watched, processorTime) = (started, Environment.CpuUsage.TotalTime);
                continue;
            }
            var (took, used) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processorTime);
            if ((took > FuzzLimits.Time && used > FuzzLimits.Time) || took > FuzzLimits.Wait)
                EndProcess("hang", $"the input has taken {took.TotalSeconds:0.0} s so far, {used.TotalSeconds:0.0} s of them on the processor");
        }
    }

    private void EndProcess(string kind, string description)
    {
        _report(kind, description);
        Console.Out.Flush();
        Process.GetCurrentProcess().Kill();
    }
}
