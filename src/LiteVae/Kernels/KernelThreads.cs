using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LiteVae.Runtime;

namespace LiteVae.Kernels;

/// <summary>Runs a kernel on as many threads as libtorch uses, and on the very same ones where its OpenMP runtime lets us.</summary>
/// <remarks>
/// OpenMP's threads spin for a while after each operation of libtorch, waiting for the next. Threads of our own would
/// compete with them for the processor. Bodies should be compiled with optimisation from the first call on: a network runs
/// each of them some hundred times, which is not enough for the runtime to find out.
/// </remarks>
internal static unsafe class KernelThreads
{
    // void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags), of GCC's and LLVM's runtimes.
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> OpenMp =
        (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)TorchLibraryResolver.Find("GOMP_parallel");

    /// <summary>Calls a body once on each thread and returns when all are done. Bodies share the work among themselves.</summary>
    public static void Run(Action body)
    {
        var threads = TorchRuntime.Threads;
        if (threads == 1)
        {
            body();
            return;
        }
        if (OpenMp is null)
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => body());
            return;
        }
        var call = new Call(body);
        var handle = GCHandle.Alloc(call);
        OpenMp(&Enter, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        handle.Free();
        call.Error?.Throw();
    }

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

    // No exception may pass through OpenMP's frames.
    [UnmanagedCallersOnly]
    private static void Enter(nint data)
    {
        var call = (Call)GCHandle.FromIntPtr(data).Target!;
        try
        {
            call.Body();
        }
        catch (Exception e)
        {
            call.Error = ExceptionDispatchInfo.Capture(e);
        }
    }

    private sealed class Call(Action body)
    {
        public Action Body { get; } = body;

        public volatile ExceptionDispatchInfo? Error;
    }
}
