using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <summary>Requests to fetch memory into the first-level cache, where the processor takes them.</summary>
internal static unsafe class CacheHints
{
    /// <summary>Fetches a cache line. The address need not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }
}
