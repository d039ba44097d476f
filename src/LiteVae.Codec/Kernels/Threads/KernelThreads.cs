using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Runs a kernel on the threads of the process's <see cref="ThreadTeam"/>.</summary>
/// <remarks>
/// A kernel's body should be compiled with optimization from the first call on: a network runs each of them some hundred
/// times, which is too few for the runtime's tiered compilation to notice.
/// </remarks>
internal static class KernelThreads
{
    // The values below which a pass over them takes less time than waking another thread.
    private const long SerialWork = 1 << 14;

    private static ThreadTeam? _team;

    /// <summary>The threads in use: our own, until libtorch is loaded into the process and lends its OpenMP threads.</summary>
    /// <exception cref="ArgumentException"><see cref="WorkerTeam.CountVariable"/> holds no number of threads.</exception>
    public static ThreadTeam Team
    {
        get => Volatile.Read(ref _team) ?? Interlocked.CompareExchange(ref _team, WorkerTeam.OfProcess(), null) ?? _team;
        set => Volatile.Write(ref _team, value);
    }

    /// <summary>The number of threads that one kernel may use.</summary>
    public static int Count => Team.Count;

    /// <summary>Calls a body once on each thread and returns when all are done. Bodies share the work among themselves.</summary>
    /// <remarks>The threads may be fewer than <see cref="Count"/>, where other calls are under way: no body may rely on another.</remarks>
    public static void Run(Action body) => Team.Run(body);

    /// <summary>Calls a body with each number from 0 to count - 1, on all threads.</summary>
    public static void For(int count, Action<int> body)
    {
        var next = new StrongBox<int>();
        Run(() =>
        {
            for (var i = Interlocked.Increment(ref next.Value) - 1; i < count; i = Interlocked.Increment(ref next.Value) - 1)
                body(i);
        });
    }

    /// <summary>The same, on the caller's thread alone where there is so little to do that others would only be waited for.</summary>
    /// <param name="count">The number of calls.</param>
    /// <param name="work">The values that all calls together read.</param>
    /// <param name="body">Called once with each number.</param>
    public static void For(int count, long work, Action<int> body)
    {
        if (count > 1 && work >= SerialWork)
        {
            For(count, body);
            return;
        }
        for (var i = 0; i < count; i++)
            body(i);
    }

    /// <summary>Calls a body with blocks of the indices from 0 to count - 1, the first index and the number of each block, on all threads; a single block, on the caller's alone.</summary>
    /// <param name="count">The number of indices.</param>
    /// <param name="size">The number of indices of a block; the last may have fewer.</param>
    /// <param name="body">Called once with each block.</param>
    public static void ForBlocks(long count, int size, Action<long, int> body)
    {
        if (count <= size)
        {
            if (count > 0)
                body(0, (int)count);
            return;
        }
        var next = new StrongBox<long>();
        Run(() =>
        {
            for (var first = Interlocked.Add(ref next.Value, size) - size; first < count; first = Interlocked.Add(ref next.Value, size) - size)
                body(first, (int)Math.Min(size, count - first));
        });
    }
}
