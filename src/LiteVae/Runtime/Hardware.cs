using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>The machine that this process runs on, for reports: figures without their hardware mean nothing.</summary>
public static class Hardware
{
    /// <summary>The processor's name, or its architecture where the system does not tell, and the number of cores: "AMD EPYC 7763 64-Core Processor, 2 cores".</summary>
    public static string Processor
    {
        get
        {
            var name = !OperatingSystem.IsLinux() || !File.Exists("/proc/cpuinfo") ? null
                : File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
            return $"{name ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
        }
    }

    /// <summary>Whether the processor multiplies bfloat16 natively (AVX512_BF16 or AMX-BF16): only then is bfloat16 faster on it than float32.</summary>
    public static bool HasBfloat16 => LiteVae.Codec.Kernels.Processor.HasBfloat16;
}
