namespace LiteVae.Data.Decoding;

/// <summary>Recognises the formats that are read, by a file's first bytes: nothing else reaches a decoder.</summary>
internal static class ImageFormat
{
    /// <summary>The number of bytes at a file's start by which its format is recognized.</summary>
    public const int SignatureLength = 32;

    public const string Accepted = "PNG, JPEG, WebP, TIFF or AVIF";

    private static readonly HashSet<string> Extensions =
        new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif" };

    public static bool HasExtension(string path) => Extensions.Contains(Path.GetExtension(path));

    public static bool IsAccepted(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8))
        || file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8)
        || IsAvif(file[..Math.Min(file.Length, SignatureLength)]);

    // The "ftyp" box: a main brand, a version, then compatible brands.
    private static bool IsAvif(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file[4..8].SequenceEqual("ftyp"u8) && (file[8..].IndexOf("avif"u8) >= 0 || file[8..].IndexOf("avis"u8) >= 0);
}
