using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Runs a kernel on the threads of the process's <see cref="ThreadTeam"/>.</summary>
/// <remarks>
/// A kernel's body should be compiled with optimization from the first call on: a network runs each of them some hundred
/// times, which is too few for the runtime's tiered compilation to notice.
/// </remarks>
internal static class KernelThreads
{
    /// <summary>The threads in use: our own, until libtorch is loaded into the process and lends its OpenMP threads.</summary>
    public static ThreadTeam Team { get; set; } = WorkerTeam.OfProcess();

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
}
