namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Threads of our own: at most <see cref="Count"/> of them run bodies at any time, however many calls there are.</summary>
/// <remarks>
/// The calling thread takes part. A call gets those workers that are free when it starts, and no more than its share where
/// other calls are under way; at worst it runs alone. It waits only while the threads of other calls are as many as are
/// allowed; who waits longest goes first. A call made by a body counts as part of the outer call and never waits.
/// Workers are background threads, started when they are first needed; without work they block.
/// </remarks>
internal sealed class WorkerTeam : ThreadTeam
{
    /// <summary>The environment variable that limits the threads of the process's team.</summary>
    public const string CountVariable = "LITEVAE_THREADS";

    // The team whose body this thread is running.
    [ThreadStatic]
    private static WorkerTeam? _within;

    private readonly Lock _lock = new();
    private readonly Stack<TeamWorker> _idle = new();
    private readonly Queue<TeamTicket> _waiting = new();
    private int _count;
    private int _running; // threads that run a body
    private int _calls; // outermost calls, running or waiting

    /// <param name="count">How many threads may run bodies at a time; at least one.</param>
    public WorkerTeam(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
    }

    /// <inheritdoc/>
    public override int Count => Volatile.Read(ref _count);

    /// <summary>A team of as many threads as <see cref="CountVariable"/> says, or as there are processors.</summary>
    /// <exception cref="ArgumentException">The variable holds something else than a number from 1 on.</exception>
    public static WorkerTeam OfProcess()
    {
        var value = Environment.GetEnvironmentVariable(CountVariable);
        if (string.IsNullOrEmpty(value))
            return new(Environment.ProcessorCount);
        return int.TryParse(value, out var count) && count > 0
            ? new(count)
            : throw new ArgumentException($"{CountVariable} expects a number of threads, 1 or more; got \"{value}\".");
    }

    /// <summary>Changes <see cref="Count"/>. Bodies that run are not interrupted: a lower limit holds once enough of them have returned.</summary>
    public override void Limit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_lock)
        {
            _count = count;
            while (_running < _count && _waiting.TryDequeue(out var ticket))
            {
                _running++;
                ticket.Grant();
            }
        }
    }

    /// <inheritdoc/>
    public override void Run(Action body)
    {
        var call = new TeamCall(body);
        var outer = _within;
        var nested = outer == this;
        if (!nested)
            Enter();
        _within = this;
        try
        {
            Recruit(call);
            call.RunBody();
        }
        finally
        {
            _within = outer;
            Leave(call, nested);
            call.WaitForWorkers();
        }
        call.Error?.Throw();
    }

    /// <summary>Called by each worker's thread before its first call: what its bodies call is part of that call.</summary>
    internal void Join() => _within = this;

    /// <summary>Called by a worker that has run a body: it is free for another call, and its place is free for another thread.</summary>
    internal void Release(TeamWorker worker)
    {
        lock (_lock)
        {
            _idle.Push(worker);
            FreePlace();
        }
    }

    // Waits until one more thread may run.
    private void Enter()
    {
        TeamTicket ticket;
        lock (_lock)
        {
            _calls++;
            if (_running < _count)
            {
                _running++;
                return;
            }
            ticket = new TeamTicket();
            _waiting.Enqueue(ticket);
        }
        ticket.Wait();
    }

    // Has free workers run the call's body.
    private void Recruit(TeamCall call)
    {
        try
        {
            lock (_lock)
            {
                var calls = Math.Max(1, _calls); // none, where a worker's body calls after the caller's own has returned
                var share = (_count + calls - 1) / calls;
                var free = Math.Min(_count - _running, share - 1);
                for (; free > 0; free--)
                {
                    if (!_idle.TryPop(out var worker))
                        worker = new TeamWorker(this);
                    call.Add(worker);
                    _running++;
                }
            }
        }
        finally
        {
            call.StartWorkers(); // those that there are, even if no thread could be started for another
        }
    }

    // The work is done or taken when the caller's body returns: a worker that has not begun by then, perhaps because other
    // processes keep the processors busy, is not waited for.
    private void Leave(TeamCall call, bool nested)
    {
        lock (_lock)
        {
            foreach (var worker in call.Workers)
            {
                if (!call.TakeBack(worker))
                    continue;
                _idle.Push(worker);
                FreePlace();
            }
            if (nested)
                return;
            _calls--;
            FreePlace();
        }
    }

    private void FreePlace()
    {
        if (_running <= _count && _waiting.TryDequeue(out var ticket))
            ticket.Grant(); // whose thread takes the place
        else
            _running--;
    }
}
