namespace LiteVae.Data.Tar;

/// <summary>Recognizes compressed archives, which have no random access, by their first bytes.</summary>
internal static class CompressedArchives
{
    /// <summary>The number of first bytes that are looked at.</summary>
    public const int SignatureLength = 6;

    /// <summary>Endings of names of compressed tars.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz", ".tar.lz4"];

    /// <summary>Says why a compressed archive is not read, and what decompresses it; null where the bytes are of none.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="start">Its first bytes.</param>
    public static string? Refusal(string path, ReadOnlySpan<byte> start)
    {
        (string Form, string Command)? found =
            start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? ("gzip", "gzip -dk")
            : start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? ("Zstandard", "zstd -d")
            : start.StartsWith("BZh"u8) ? ("bzip2", "bzip2 -dk")
            : start.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? ("xz", "xz -dk")
            : start.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18]) ? ("LZ4", "lz4 -d")
            : null;
        return found is var (form, command)
            ? $"{path}: is compressed with {form}; images are read at random places of a tar, which a compressed one does not allow. Decompress it: {command} {path}"
            : null;
    }
}
