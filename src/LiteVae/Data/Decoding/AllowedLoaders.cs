using NetVips;

namespace LiteVae.Data.Decoding;

/// <summary>The loaders of libvips that may read a file; libvips has many more, and chooses by its own look at the content.</summary>
/// <remarks>Vector graphics, documents, camera files, and whatever ImageMagick would read are refused, though a file's first bytes pass for an accepted format.</remarks>
internal static class AllowedLoaders
{
    // By what libvips calls the class of a loader, without the word for where it reads from. Uhdr is JPEG with a gain map.
    private static readonly HashSet<string> Names = ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadUhdr", "VipsForeignLoadWebp", "VipsForeignLoadTiff", "VipsForeignLoadHeif"];

    /// <summary>Whether libvips would read a file's content with an allowed loader.</summary>
    public static bool Accept(byte[] content) => Allows(Image.FindLoadBuffer(content));

    /// <summary>Whether libvips would read a source with an allowed loader.</summary>
    public static bool Accept(Source source) => Allows(Image.FindLoadSource(source));

    private static bool Allows(string? loader)
    {
        foreach (var origin in (ReadOnlySpan<string>)["Buffer", "Source", "File"])
        {
            if (loader?.EndsWith(origin, StringComparison.Ordinal) == true)
                return Names.Contains(loader[..^origin.Length]);
        }
        return false;
    }
}
