using System.Globalization;

namespace LiteVae.Cli.Verbs.Launch;

/// <summary>Counts cores as launchers bind to them: those that a processor has, however many threads each runs.</summary>
internal static class Cores
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>Cores that this process may use.</summary>
    public static int OfThisProcess() => Math.Min(Environment.ProcessorCount, OfFolder(Folder) ?? Environment.ProcessorCount);

    /// <summary>Cores that the kernel lists in a folder: processors that share one name the same siblings. Null where it lists none.</summary>
    public static int? OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        var siblings = Directory.GetDirectories(folder, "cpu*")
            .Where(cpu => int.TryParse(Path.GetFileName(cpu)[3..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct()
            .Count();
        return siblings > 0 ? siblings : null;
    }
}
