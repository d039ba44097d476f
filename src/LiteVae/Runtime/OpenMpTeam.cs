using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LiteVae.Codec.Kernels.Threads;
using TorchSharp;

namespace LiteVae.Runtime;

/// <summary>The threads of libtorch's OpenMP runtime, lent to our kernels.</summary>
/// <remarks>
/// OpenMP's threads spin for a while after each operation of libtorch, waiting for the next. Threads of our own would
/// compete with them for the processor.
/// </remarks>
internal sealed unsafe class OpenMpTeam : ThreadTeam
{
    // void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags), of GCC's and LLVM's runtimes.
    private readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> _parallel;

    private OpenMpTeam(nint parallel) => _parallel = (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)parallel;

    public override int Count => torch.get_num_threads();

    public override void Limit(int count) => torch.set_num_threads(count);

    /// <summary>Has kernels run on libtorch's threads from now on, where its OpenMP runtime can be found.</summary>
    public static void Install()
    {
        var parallel = TorchLibraryResolver.Find("GOMP_parallel");
        if (parallel != 0)
            KernelThreads.Team = new OpenMpTeam(parallel);
    }

    public override void Run(Action body)
    {
        if (Count == 1)
        {
            body();
            return;
        }
        var call = new Call(body);
        var handle = GCHandle.Alloc(call);
        _parallel(&Enter, GCHandle.ToIntPtr(handle), (uint)Count, 0);
        handle.Free();
        call.Error?.Throw();
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
