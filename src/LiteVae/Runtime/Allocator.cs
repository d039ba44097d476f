using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>Keeps large tensors' memory in the process instead of returning it to the kernel after each operation.</summary>
/// <remarks>
/// glibc serves blocks above 128 KiB (at most 32 MiB, once adapted) by mapping fresh pages, which are faulted in and
/// zeroed anew at each call. Activations are far larger, and every layer allocates one. Set
/// <c>LITEVAE_ALLOCATOR=default</c> to leave the allocator as it is.
/// </remarks>
internal static class Allocator
{
    internal const string Variable = "LITEVAE_ALLOCATOR";

    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD

    /// <summary>Sets the thresholds; does nothing where the C library has no such settings (musl, macOS, Windows).</summary>
    public static void Configure()
    {
        OnGlibc(() =>
        {
            _ = mallopt(MmapThreshold, 1 << 30);
            _ = mallopt(TrimThreshold, int.MaxValue);
        });
    }

    /// <summary>Gives what is free inside the heap back to the kernel: after much was freed that will not be needed again.</summary>
    public static void ReturnUnused() => OnGlibc(() => _ = malloc_trim(0));

    private static void OnGlibc(Action call)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "default")
            return;
        try
        {
            call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library: it stays as it is.
        }
    }

    [DllImport("libc")]
    private static extern int mallopt(int parameter, int value);

    [DllImport("libc")]
    private static extern int malloc_trim(nuint pad);
}
