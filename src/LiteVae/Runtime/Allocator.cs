using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>Keeps large tensors' memory in the process instead of returning it to the kernel after each operation.</summary>
/// <remarks>
/// glibc serves blocks above 128 KiB (at most 32 MiB, once adapted) by mapping fresh pages, which are faulted in and
/// zeroed anew at each call. Activations are far larger, and every layer allocates one. The settings hold for the whole
/// process, so that an application opts into them: <see cref="ProcessTuning"/>.
/// </remarks>
internal static class Allocator
{
    private const string Variable = "LITEVAE_ALLOCATOR";

    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD
    private const int ArenaMax = -8; // M_ARENA_MAX

    private static volatile bool s_keepsLargeBlocks;

    /// <summary>Sets the thresholds; does nothing where the C library has no such settings (musl, macOS, Windows).</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "default")
            return;
        OnGlibc(() =>
        {
            _ = mallopt(MmapThreshold, 1 << 30);
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(ArenaMax, 1); // the heaps of other arenas are returned to the kernel as soon as they are empty, whatever the threshold
            s_keepsLargeBlocks = true;
        });
    }

    /// <summary>
    /// Gives free memory inside the heap back to the kernel, after much was freed that will not be needed again. Where
    /// large blocks are not kept there is nothing to give back, and this does nothing.
    /// </summary>
    public static void ReturnUnused()
    {
        if (s_keepsLargeBlocks)
            OnGlibc(() => _ = malloc_trim(0));
    }

    private static void OnGlibc(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library has other settings: it stays as it is.
        }
    }

    [DllImport("libc")]
    private static extern int mallopt(int parameter, int value);

    [DllImport("libc")]
    private static extern int malloc_trim(nuint pad);
}
