namespace LiteVae.Server.Models;

/// <summary>By what a changed file is told from the one that was loaded.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    /// <summary>The stamps of a model's files; files that are not there have one too.</summary>
    public static FileStamp[] Of(IReadOnlyList<string> paths) => [.. paths.Select(Of)];

    private static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : default;
    }
}
