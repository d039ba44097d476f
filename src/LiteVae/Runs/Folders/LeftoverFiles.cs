using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LiteVae.Runs.Folders;

/// <summary>The temporary files of <see cref="Codec.Models.Files.AtomicFile"/> that a killed process left behind.</summary>
internal static partial class LeftoverFiles
{
    /// <summary>Removes those of dead processes from a folder and the folders within. This process must not be writing there.</summary>
    /// <returns>How many files were removed.</returns>
    public static int Remove(string folder)
    {
        var removed = 0;
        foreach (var path in Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories))
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
