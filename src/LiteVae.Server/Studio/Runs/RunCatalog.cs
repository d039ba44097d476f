using LiteVae.Runs.Folders;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Runs;

/// <summary>The run folders below the folder of <see cref="ServerOptions.Runs"/>.</summary>
/// <remarks>
/// What a request names is compared with the names that were found by listing the folder, and is never made a path: neither
/// "..", nor an absolute path, nor a symbolic link leads anywhere else.
/// </remarks>
internal sealed class RunCatalog(ServerOptions options)
{
    private const int MaxDepth = 4;
    private const int MaxRuns = 200;

    /// <summary>Whether the studio shows runs.</summary>
    public bool IsEnabled => options.Runs is not null;

    /// <summary>All runs: their names, which are paths below the folder with "/" between their parts, and their folders.</summary>
    public IEnumerable<(string Name, RunFolder Folder)> Find() => options.Runs is { } root ? Find(new DirectoryInfo(root), "", 0).Take(MaxRuns) : [];

    /// <summary>A run by its name.</summary>
    /// <exception cref="ProblemException">No run has it.</exception>
    public RunFolder Get(string? name) => Find().FirstOrDefault(r => r.Name == name).Folder
        ?? throw new ProblemException(Problem.NoSuchRun, IsEnabled ? "run expects the name of a run that /studio/runs lists." : "The service was started without --runs.");

    /// <summary>The sample pictures of a run, oldest first.</summary>
    public static IReadOnlyList<FileInfo> Pictures(RunFolder run, bool progress)
    {
        var folder = new DirectoryInfo(progress ? Path.Combine(run.Samples, "progress") : run.Samples);
        return !folder.Exists || IsLink(folder) ? [] : [.. folder.EnumerateFiles("step-*.png").Where(f => !IsLink(f)).OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Name, RunFolder Folder)> Find(DirectoryInfo folder, string prefix, int depth)
    {
        DirectoryInfo[] children;
        try
        {
            children = [.. folder.EnumerateDirectories().Where(d => !IsLink(d) && d.Name[0] != '.').OrderBy(d => d.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break; // removed meanwhile, or not this user's
        }
        foreach (var child in children)
        {
            var run = new RunFolder(child.FullName);
            if (File.Exists(run.Config))
                yield return (prefix + child.Name, run);
            else if (depth + 1 < MaxDepth)
            {
                foreach (var found in Find(child, $"{prefix}{child.Name}/", depth + 1))
                    yield return found;
            }
        }
    }

    private static bool IsLink(FileSystemInfo file) => file.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
