using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels;

/// <summary>The abilities of this processor.</summary>
internal static class Processor
{
    /// <summary>The environment variable that chooses the kernels' instruction set: avx2, avx512, portable, or off for libtorch.</summary>
    public const string KernelsVariable = "LITEVAE_KERNELS";

    /// <summary>Whether the kernels of this folder compute; otherwise, under <c>LITEVAE_KERNELS=off</c>, libtorch does.</summary>
    public static bool RunsKernels { get; } = Environment.GetEnvironmentVariable(KernelsVariable) != MicrokernelChoice.Off;

    /// <summary>Whether training computes with the kernels too. The portable ones serve inference alone; in training, libtorch takes their place.</summary>
    public static bool RunsTrainingKernels => RunsKernels && Microkernel.Current.Name != MicrokernelChoice.Portable;

    /// <summary>Whether it multiplies bfloat16 natively: AVX512_BF16 (leaf 7, subleaf 1, EAX bit 5) or AMX-BF16 (leaf 7, EDX bit 22).</summary>
    public static bool HasBfloat16 { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0);
}
