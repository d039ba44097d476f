using System.Security.Cryptography;
using System.Text;
using LiteVae.Runtime;

namespace LiteVae.Data.Shards;

/// <summary>The indices of tars: made at the first use, kept beside the tar or, where its folder is read-only, in the cache folder.</summary>
/// <remarks>An index counts only for a tar of the same size and time of change. Several processes may make one at once: each file appears as a whole.</remarks>
internal static class TarIndexStore
{
    /// <summary>What is appended to a tar's name.</summary>
    public const string Extension = ".index";

    /// <summary>The number of images of a tar, where an index is there already.</summary>
    /// <param name="path">The tar.</param>
    /// <param name="stamp">Its present state.</param>
    public static (int Images, bool HasProblems)? FindCount(string path, TarStamp stamp) =>
        TarIndexFile.ReadHeader(Beside(path), stamp) ?? TarIndexFile.ReadHeader(InCache(path), stamp);

    /// <summary>Reads the index of a tar, or makes it and keeps it where it can be written.</summary>
    /// <param name="path">The tar.</param>
    /// <exception cref="DatasetException">The tar is missing, cannot be read, is no tar or a compressed one, or a sample has an extension twice.</exception>
    public static TarIndex Open(string path)
    {
        var stamp = TarStamp.Of(path);
        if ((TarIndexFile.Read(Beside(path), stamp) ?? TarIndexFile.Read(InCache(path), stamp)) is { } stored)
            return stored;
        var index = TarIndexing.Index(path);
        Keep(path, index);
        return index;
    }

    /// <summary>Keeps an index where it can be written; without such a place it is made anew each time.</summary>
    /// <param name="path">The tar.</param>
    /// <param name="index">Its index.</param>
    public static void Keep(string path, TarIndex index) => _ = TryWrite(Beside(path), index) || TryWrite(InCache(path), index);

    private static bool TryWrite(string path, TarIndex index)
    {
        try
        {
            TarIndexFile.Write(path, index);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The index of a tar beside it.</summary>
    internal static string Beside(string path) => path + Extension;

    /// <summary>The index of a tar in a read-only folder.</summary>
    internal static string InCache(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..16];
        return Path.Combine(CacheFolders.Root, "tars", $"{Path.GetFileName(full)}-{folder}{Extension}");
    }
}
