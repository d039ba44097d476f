using System.Text;

namespace LiteVae.Cli.Shared;

/// <summary>Writing what the user asked for, with errors that name the file.</summary>
internal static class OutputPath
{
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action write)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: is a folder; a file name is expected.");
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be written ({Cause(e)}).", e);
        }
    }

    /// <summary>Writes text in UTF-8, as a whole or not at all: an older file is replaced once the new one is on disk.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void WriteText(string path, string text) => Write(path, () =>
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    /// <summary>Finds out before long work begins whether a file can be written, and creates its folder; an older file stays as it is.</summary>
    /// <exception cref="IOException">It cannot; the message names the file.</exception>
    public static void CheckFile(string path) => Write(path, () =>
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
    });

    /// <summary>Creates a folder before long work begins, so that a wrong path is found out first.</summary>
    /// <exception cref="IOException">The folder cannot be created; the message names it.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the folder cannot be created ({Cause(e)}).", e);
        }
    }

    private static string Cause(Exception e) => e.Message.TrimEnd('.');
}
