namespace LiteVae.Codec;

/// <summary>How the codecs of this process compute: instruction set and threads.</summary>
public static class CodecRuntime
{
    /// <summary>
    /// The instruction set of the kernels: "avx512", "avx2" or "portable". It is the fastest that this processor has, unless the
    /// environment variable <c>LITEVAE_KERNELS</c> names another.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The variable names instructions that do not exist or that this processor lacks.</exception>
    public static string InstructionSet => Microkernel.Current.Name;

    /// <summary>
    /// False under <c>LITEVAE_KERNELS=off</c>: the package LiteVae then computes everything with libtorch. A <see cref="LatentCodec"/>
    /// that an application loads itself always computes with the kernels.
    /// </summary>
    public static bool KernelsEnabled => Processor.RunsKernels;

    /// <summary>
    /// The number of threads that all calls together use, at least 1: as many as there are processors, unless the environment
    /// variable <c>LITEVAE_THREADS</c> says otherwise. Where libtorch is loaded, these are libtorch's threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    /// <exception cref="ArgumentException">The variable holds no number from 1 on.</exception>
    public static int Threads
    {
        get => KernelThreads.Count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            KernelThreads.Team.Limit(value);
        }
    }
}
