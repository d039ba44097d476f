namespace LiteVae.Data.Shards;

/// <summary>What tells one state of a file from another.</summary>
/// <param name="Length">The size in bytes.</param>
/// <param name="Modified">The time of the last change, in units of 100 ns since the year 1, UTC.</param>
internal readonly record struct TarStamp(long Length, long Modified)
{
    /// <summary>The present state of a file.</summary>
    /// <exception cref="DatasetException">There is no such file, or it cannot be looked at.</exception>
    public static TarStamp Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? new TarStamp(file.Length, file.LastWriteTimeUtc.Ticks) : throw new DatasetException($"{path}: no such file; expected a tar.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({e.Message}).", e);
        }
    }
}
