namespace LiteVae.Runtime;

/// <summary>Settings of the whole process that make LiteVae faster. The library never touches them by itself; the command line applies them.</summary>
public static class ProcessTuning
{
    private static volatile bool s_tunesImageDecoding;

    /// <summary>Applies all settings. An application whose main work is LiteVae calls this first.</summary>
    /// <remarks>
    /// <para>glibc's allocator keeps large blocks for the next operation instead of returning them to the kernel
    /// (<c>LITEVAE_ALLOCATOR=default</c> leaves it as it is).</para>
    /// <para>libvips decodes each image with one thread, as loaders bring threads of their own, caches no operations, and
    /// writes no warnings to standard error. This happens when the first image is decoded or encoded, so that nothing is loaded before.</para>
    /// </remarks>
    public static void Apply()
    {
        s_tunesImageDecoding = true;
        Allocator.KeepLargeBlocks();
    }

    /// <summary>Whether the application asked for libvips' settings.</summary>
    internal static bool TunesImageDecoding => s_tunesImageDecoding;
}
