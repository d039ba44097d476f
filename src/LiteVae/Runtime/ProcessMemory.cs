using System.Diagnostics;
using System.Globalization;

namespace LiteVae.Runtime;

/// <summary>The memory that this process has used.</summary>
public static class ProcessMemory
{
    /// <summary>Peak resident memory of the process so far (MiB).</summary>
    public static double PeakMiB
    {
        get
        {
            // .NET reports nought for PeakWorkingSet64 on Linux; the kernel's own high-water mark is VmHWM, in KiB.
            if (OperatingSystem.IsLinux() && File.Exists("/proc/self/status"))
            {
                var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null && double.TryParse(line.AsSpan(6, line.Length - 9), CultureInfo.InvariantCulture, out var kib))
                    return kib / 1024;
            }
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / (1024.0 * 1024);
        }
    }
}
