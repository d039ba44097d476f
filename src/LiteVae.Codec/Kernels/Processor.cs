using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels;

/// <summary>What this processor can do.</summary>
internal static class Processor
{
    internal const string KernelsVariable = "LITEVAE_KERNELS";

    /// <summary>Whether the kernels of this folder run here: AVX2 with fused multiply-add. <c>LITEVAE_KERNELS=off</c> leaves all to libtorch.</summary>
    public static bool RunsKernels { get; } = Avx2.IsSupported && Fma.IsSupported && Environment.GetEnvironmentVariable(KernelsVariable) != "off";

    /// <summary>Whether it multiplies bfloat16 natively: AVX512_BF16 (leaf 7, subleaf 1, EAX bit 5) or AMX-BF16 (leaf 7, EDX bit 22).</summary>
    public static bool HasBfloat16 { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0);
}
