using LiteVae.Cli.Shared;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>The folders that the tool writes to by itself.</summary>
internal static class FolderChecks
{
    private const long LittleSpace = 1_000_000_000;

    public static CheckResult Cache() => Cache(CacheFolders.Root, Size(CacheFolders.Root), CanBeWritten(CacheFolders.Root));

    /// <param name="folder">The cache.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="writable">Whether it can be written.</param>
    public static CheckResult Cache(string folder, long bytes, bool writable) => writable
        ? CheckResult.Ok($"{folder} holds {NumberWords.Bytes(bytes)}")
        : CheckResult.Warning($"{folder} cannot be written", "Set XDG_CACHE_HOME to a folder that can be: until then, weights cannot be downloaded, and libtorch's bindings are patched anew at each start where they need to be.");

    public static CheckResult Temporary()
    {
        var folder = Path.GetTempPath();
        return Temporary(folder, CanBeWritten(folder), new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
    }

    /// <param name="folder">The temporary folder.</param>
    /// <param name="writable">Whether it can be written.</param>
    /// <param name="free">Its free bytes.</param>
    public static CheckResult Temporary(string folder, bool writable, long free)
    {
        var finding = $"{folder} has {NumberWords.Bytes(free)} free";
        return !writable ? CheckResult.Warning($"{folder} cannot be written", "Set TMPDIR to a folder that can be.")
            : free < LittleSpace ? CheckResult.Warning(finding, "Make room, or set TMPDIR to a folder with more.")
            : CheckResult.Ok(finding);
    }

    /// <summary>The bytes of all files in a folder that can be seen.</summary>
    public static long Size(string folder) => !Directory.Exists(folder) ? 0
        : new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Sum(f => f.Length);

    /// <summary>Whether a file can be made in a folder, or in the one that it would be made in. Nothing is left behind.</summary>
    public static bool CanBeWritten(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing) || Path.GetDirectoryName(existing) is not { } parent)
                return false;
            existing = parent;
        }
        try
        {
            new FileStream(Path.Combine(existing, $".litevae-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
