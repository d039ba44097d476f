using LiteVae.Data.Tar;

namespace LiteVae.Data.Shards;

/// <summary>Finds the tars that a user's words mean.</summary>
internal static class ShardPaths
{
    /// <summary>The ending of names of tars.</summary>
    public const string Extension = ".tar";

    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    /// <summary>The tars in a folder and the folders below it, in ordinal order of their relative paths.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, $"*{Extension}", Below)
                .Where(f => f.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(f).StartsWith('.'))
                .OrderBy(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{folder}: cannot be listed ({e.Message}).", e);
        }
    }

    /// <summary>Why a folder without images and tars has compressed tars only; null where it has none.</summary>
    public static string? RefusalOfCompressed(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", Below))
        {
            if (CompressedArchives.Extensions.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)) && RefusalOf(file) is { } refusal)
                return refusal;
        }
        return null;
    }

    /// <summary>Whether a file is read as a tar: by its name, or as it has the first bytes of a compressed one, which is then refused.</summary>
    public static bool IsTar(string file) => file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || RefusalOf(file) is not null;

    /// <summary>The tars of a pattern or a list, in its order; folders stand for the tars in them.</summary>
    /// <exception cref="Codec.Configuration.ConfigException">The pattern is malformed.</exception>
    /// <exception cref="DatasetException">A tar is missing, or there twice.</exception>
    public static IReadOnlyList<string> Of(string pattern)
    {
        string[] paths = [.. BraceExpansion.Expand(pattern).SelectMany(p => Directory.Exists(p) ? In(p) : [p])];
        string[] missing = [.. paths.Where(p => !File.Exists(p))];
        if (missing.Length > 0)
            throw new DatasetException($"{missing[0]}: no such file{(missing.Length > 1 ? $", and {missing.Length - 1} more of the {paths.Length} tars of {pattern} are missing" : $"; it is one of the {paths.Length} tars of {pattern}")}.");
        return paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Skip(1).Any()) is { } twice
            ? throw new DatasetException($"{twice.First()}: is named twice in {pattern}.")
            : paths;
    }

    /// <summary>The folder that all tars have in common, where <c>classes.json</c> is; empty where there is none: on two drives.</summary>
    public static string CommonFolder(IReadOnlyList<string> paths) => CommonOf(paths.Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!));

    /// <summary>The folder that folders have in common; empty where there is none.</summary>
    internal static string CommonOf(IEnumerable<string> folders)
    {
        string? common = null;
        foreach (var folder in folders)
        {
            common ??= folder;
            while (common.Length > 0 && folder != common && !folder.StartsWith(Path.EndsInDirectorySeparator(common) ? common : common + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                common = Path.GetDirectoryName(common) ?? "";
        }
        return common ?? "";
    }

    private static string? RefusalOf(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            Span<byte> start = stackalloc byte[CompressedArchives.SignatureLength];
            return CompressedArchives.Refusal(file, start[..RandomAccess.Read(handle, start, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
