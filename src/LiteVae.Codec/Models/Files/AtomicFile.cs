namespace LiteVae.Codec.Models.Files;

/// <summary>Files that are either whole or not there: written under a temporary name, synced, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> as a whole, replacing an older file only once the new one is on disk.</summary>
    /// <param name="path">The file's final name; missing folders are created.</param>
    /// <param name="write">Writes the content. If it throws, the temporary file is removed and an older file is left as it was.</param>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is read-only.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes text, in UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
