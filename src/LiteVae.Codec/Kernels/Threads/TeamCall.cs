using System.Runtime.ExceptionServices;

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>One call of a body on several threads: knows the workers that take part, and keeps the first exception.</summary>
internal sealed class TeamCall(Action body)
{
    private readonly List<TeamWorker> _workers = [];
    private ExceptionDispatchInfo? _error;
    private int _left; // workers that have neither ended nor been taken back
    private bool _blocked;

    /// <summary>The workers that were asked to take part.</summary>
    public List<TeamWorker> Workers => _workers;

    /// <summary>The first exception of any thread. Complete once the workers have ended.</summary>
    public ExceptionDispatchInfo? Error => _error;

    /// <summary>Lets an idle worker take part.</summary>
    public void Add(TeamWorker worker)
    {
        _workers.Add(worker);
        _left++;
    }

    /// <summary>Starts the workers: those that spin at once, then those that must be woken, which takes the caller some time.</summary>
    public void StartWorkers()
    {
        foreach (var worker in _workers)
            worker.Post(this);
        foreach (var worker in _workers)
            worker.Wake();
    }

    /// <summary>Takes a worker out of the call that has not begun yet. False if it has.</summary>
    public bool TakeBack(TeamWorker worker)
    {
        if (!worker.Take(this))
            return false;
        Interlocked.Decrement(ref _left);
        return true;
    }

    /// <summary>Runs the body on this thread.</summary>
    public void RunBody()
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    /// <summary>Called by a worker that has run the body.</summary>
    public void EndWorker()
    {
        // Worker and caller each write one field and then read the other's, with a full fence between: one of them sees the other.
        if (Interlocked.Decrement(ref _left) == 0 && Volatile.Read(ref _blocked))
        {
            lock (_workers)
                Monitor.Pulse(_workers);
        }
    }

    /// <summary>Returns when no worker runs the body any more.</summary>
    public void WaitForWorkers()
    {
        if (Volatile.Read(ref _left) == 0)
            return;
        var end = Spin.End();
        while (Spin.Once(end))
        {
            if (Volatile.Read(ref _left) == 0)
                return;
        }
        lock (_workers)
        {
            Volatile.Write(ref _blocked, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _left) != 0)
                Monitor.Wait(_workers);
        }
    }
}
