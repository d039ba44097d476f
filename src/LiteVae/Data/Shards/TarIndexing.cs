using LiteVae.Data.Tar;
using Microsoft.Win32.SafeHandles;

namespace LiteVae.Data.Shards;

/// <summary>Makes the index of a tar by going through it once.</summary>
internal static class TarIndexing
{
    /// <summary>Reads all headers of a tar.</summary>
    /// <exception cref="DatasetException">The file is missing, cannot be read, is no tar or a compressed one, or a sample has an extension twice.</exception>
    public static TarIndex Index(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var stamp = TarStamp.Of(path);
            var builder = new TarIndexBuilder(path);
            var scanner = new TarScanner(file, stamp.Length, builder.AddTooLong);
            while (scanner.TryNext(out var member))
                builder.Add(member, m => Read(scanner, m));
            if (!scanner.IsTar)
                throw new DatasetException(Refusal(path, file));
            if (scanner.Problem is { } problem)
                builder.AddProblem(problem);
            return builder.Finish(stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(Directory.Exists(path) ? $"{path}: is a folder; expected a tar." : $"{path}: cannot be read ({e.Message}).", e);
        }
    }

    private static byte[] Read(TarScanner scanner, TarMember member)
    {
        var content = new byte[member.Length];
        scanner.Read(member.Offset, content);
        return content;
    }

    private static string Refusal(string path, SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[CompressedArchives.SignatureLength];
        var read = RandomAccess.Read(file, start, 0);
        return CompressedArchives.Refusal(path, start[..read])
            ?? (read == 0 ? $"{path}: is empty; expected a tar." : $"{path}: is not a tar.");
    }
}
