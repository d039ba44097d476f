namespace LiteVae.Runtime;

/// <summary>Settings of the whole process that make LiteVae faster and its messages fewer. The library never touches them by itself; the command line applies them.</summary>
public static class ProcessTuning
{
    private static volatile bool s_isApplied;

    /// <summary>Applies all settings. An application whose main work is LiteVae calls this first.</summary>
    /// <remarks>
    /// <para>glibc's allocator keeps large blocks for the next operation instead of returning them to the kernel
    /// (<c>LITEVAE_ALLOCATOR=default</c> leaves it as it is).</para>
    /// <para>libvips decodes each image with one thread, as loaders bring threads of their own, caches no operations, and
    /// writes no warnings to standard error. This happens when the first image is decoded or encoded, so that nothing is loaded before.</para>
    /// <para>libtorch writes errors to standard error and no warnings (<c>TORCH_CPP_LOG_LEVEL=WARNING</c> has it write both). This happens when it is loaded.</para>
    /// </remarks>
    public static void Apply()
    {
        s_isApplied = true;
        Allocator.KeepLargeBlocks();
    }

    /// <summary>Whether the application asked for these settings.</summary>
    internal static bool IsApplied => s_isApplied;
}
