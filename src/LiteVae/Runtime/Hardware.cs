using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>The machine, in words, for reports: figures without their hardware mean nothing.</summary>
internal static class Hardware
{
    /// <summary>The processor's name, or its architecture where the system does not tell.</summary>
    public static string Processor
    {
        get
        {
            var name = !OperatingSystem.IsLinux() || !File.Exists("/proc/cpuinfo") ? null
                : File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
            return $"{name ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
        }
    }
}
