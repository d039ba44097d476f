using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LiteVae.Codec.Models.Files;

/// <summary>The temporary files of <see cref="AtomicFile"/> that a killed process left behind.</summary>
internal static partial class LeftoverFiles
{
    /// <summary>Removes those of dead processes from a folder. This process must not be writing there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extent">Whether the folders within are looked at too.</param>
    /// <returns>How many files were removed.</returns>
    public static int Remove(string folder, SearchOption extent = SearchOption.AllDirectories)
    {
        var removed = 0;
        foreach (var path in Directory.GetFiles(folder, "*.tmp", extent))
        {
            if (Name().Match(Path.GetFileName(path)) is { Success: true } name && !IsWritten(path, name.Groups["process"].Value))
            {
                File.Delete(path);
                removed++;
            }
        }
        return removed;
    }

    // The number in the name may be that of this process, or of another one that began later: then the file's own process is dead.
    private static bool IsWritten(string path, string process)
    {
        if (!int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
            return false;
        try
        {
            using var writer = Process.GetProcessById(id);
            return writer.StartTime.ToUniversalTime() <= File.GetLastWriteTimeUtc(path);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\..+\.(?<process>[0-9]+)\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Name();
}
