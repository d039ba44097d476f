namespace LiteVae.Codec.Kernels.Threads;

/// <summary>A background thread of a <see cref="WorkerTeam"/>, which runs the body of one call after the other.</summary>
internal sealed class TeamWorker
{
    private readonly WorkerTeam _team;
    private readonly object _lock = new();
    private TeamCall? _posted; // by a caller, until this worker or the caller takes it
    private bool _blocked;

    public TeamWorker(WorkerTeam team)
    {
        _team = team;
        new Thread(Work) { IsBackground = true, Name = "LiteVae kernels" }.UnsafeStart();
    }

    /// <summary>Gives this worker, which must be idle, a call to run. It begins at once if it spins, otherwise when it is woken.</summary>
    public void Post(TeamCall call) => Volatile.Write(ref _posted, call);

    /// <summary>Wakes the worker if it is blocked.</summary>
    public void Wake()
    {
        // Caller and worker each write one field and then read the other's, with a full fence between: one of them sees the other.
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _blocked))
            return;
        lock (_lock)
            Monitor.Pulse(_lock);
    }

    /// <summary>Takes a call that was posted, for the worker to run or for the caller to have it back. False if the other was first.</summary>
    public bool Take(TeamCall call) => Interlocked.CompareExchange(ref _posted, null, call) == call;

    private void Work()
    {
        _team.Join();
        while (true)
        {
            var call = Wait();
            call.RunBody();
            _team.Release(this); // before the call ends, so that the caller's next call finds this worker free
            call.EndWorker();
        }
    }

    private TeamCall Wait()
    {
        while (true)
        {
            var end = Spin.End();
            do
            {
                if (Volatile.Read(ref _posted) is { } call && Take(call))
                    return call;
            }
            while (Spin.Once(end));
            Block();
        }
    }

    private void Block()
    {
        lock (_lock)
        {
            Volatile.Write(ref _blocked, true);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _posted) is null)
                Monitor.Wait(_lock);
            _blocked = false;
        }
    }
}
