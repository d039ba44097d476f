using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Version;
using LiteVae.Codec;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>The machine: processor, memory, .NET.</summary>
internal static class MachineChecks
{
    private const long LittleMemory = 2L << 30;

    public static CheckResult Processor() => Processor(Hardware.Processor, CodecRuntime.InstructionSet, CodecRuntime.KernelsEnabled, CodecRuntime.Threads);

    /// <param name="processor">Its name and cores.</param>
    /// <param name="instructions">The kernels' instruction set.</param>
    /// <param name="enabled">Whether kernels compute at all.</param>
    /// <param name="threads">The threads they use.</param>
    public static CheckResult Processor(string processor, string instructions, bool enabled, int threads)
    {
        var finding = $"{processor}; kernels {(enabled ? instructions : "off")}, {threads} thread{(threads == 1 ? "" : "s")}";
        return !enabled ? CheckResult.Warning(finding, "Unset LITEVAE_KERNELS: libtorch alone computes convolutions about three times slower.")
            : instructions == "portable" ? CheckResult.Warning(finding, "Portable kernels are slow: they are chosen by LITEVAE_KERNELS, or for want of AVX2.")
            : CheckResult.Ok(finding);
    }

    public static CheckResult Memory() => Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <param name="available">Bytes that this process may have.</param>
    public static CheckResult Memory(long available)
    {
        var finding = $"{NumberWords.Bytes(available)} for this process";
        return available < LittleMemory
            ? CheckResult.Warning(finding, "That is little: encode and decode with --memory 256, and train with small batches.")
            : CheckResult.Ok(finding);
    }

    public static CheckResult Runtime() =>
        CheckResult.Ok($"{VersionInfo.Runtime} on {VersionInfo.System}, {VersionInfo.Architecture}");
}
