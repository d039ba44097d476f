using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LiteVae.Codec.Kernels.Microkernels.InstructionSets;
using LiteVae.Codec.Kernels.Microkernels.Vectors;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The implementations there are, and the choice among those that this processor runs at full speed.</summary>
/// <remarks>
/// The conditions are constants of the compiler, just in time or ahead of time: a program compiled ahead of time for a
/// processor without AVX2, as is the default, chooses the portable implementation whatever processor it runs on.
/// </remarks>
internal static class MicrokernelChoice
{
    /// <summary>The value of <see cref="Processor.KernelsVariable"/> under which libtorch computes.</summary>
    public const string Off = "off";

    /// <summary>The name of the implementation that runs on every processor.</summary>
    public const string Portable = "portable";

    private const string Avx2Name = "avx2";
    private const string Avx512Name = "avx512";

    /// <summary>All implementations, whether or not this processor has their instructions: each computes everywhere.</summary>
    public static IReadOnlyList<Microkernel> All { get; } =
    [
        new VectorMicrokernel<Avx512InstructionSet, Vector512<float>, Vector512<double>>(Avx512Name),
        new VectorMicrokernel<Avx2InstructionSet, Vector256<float>, Vector256<double>>(Avx2Name),
        new VectorMicrokernel<PortableInstructionSet, Vector128<float>, Vector128<double>>(Portable),
    ];

    /// <summary>The implementations that this processor runs at full speed, the fastest first.</summary>
    public static IReadOnlyList<Microkernel> Supported { get; } = [.. All.Where(IsSupported)];

    /// <summary>The implementation of a name, or the fastest.</summary>
    /// <param name="name">The value of <see cref="Processor.KernelsVariable"/>; null, empty or <see cref="Off"/> for the fastest.</param>
    /// <exception cref="PlatformNotSupportedException">There is no such implementation, or this processor lacks its instructions.</exception>
    public static Microkernel Named(string? name)
    {
        if (name is null or "" or Off)
            return Supported[0];
        return Supported.FirstOrDefault(m => m.Name == name) ?? throw new PlatformNotSupportedException(
            $"{Processor.KernelsVariable}={name}: {(All.Any(m => m.Name == name) ? "this processor, or the compilation of this program, lacks these instructions" : "there are no such kernels")}. "
            + $"Here there are {string.Join(", ", Supported.Select(m => m.Name))} and {Off}.");
    }

    private static bool IsSupported(Microkernel microkernel) => microkernel.Name switch
    {
        Avx512Name => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
        Avx2Name => Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };
}
