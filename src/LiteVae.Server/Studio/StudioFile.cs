using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace LiteVae.Server.Studio;

/// <summary>A file of the page, and the same compressed, which is done once.</summary>
internal sealed class StudioFile
{
    // In the order of preference. Other codings of the same file have other tags, as caches require.
    private readonly (string Coding, byte[] Content, EntityTagHeaderValue Tag)[] _compressed;
    private readonly (byte[] Content, EntityTagHeaderValue Tag) _plain;

    public StudioFile(byte[] content, string mediaType)
    {
        MediaType = mediaType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(content)[..8]);
        _plain = (content, TagOf(hash));
        _compressed =
        [
            ("br", Compress(content, stream => new BrotliStream(stream, CompressionLevel.SmallestSize)), TagOf($"{hash}-br")),
            ("gzip", Compress(content, stream => new GZipStream(stream, CompressionLevel.SmallestSize)), TagOf($"{hash}-gzip")),
        ];
    }

    public string MediaType { get; }

    /// <summary>The file in the first coding that the request accepts, with what belongs to its headers.</summary>
    public IResult Respond(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        foreach (var (coding, content, tag) in _compressed)
        {
            if (!Accepts(accepted, coding))
                continue;
            context.Response.Headers.ContentEncoding = coding;
            return Results.Bytes(content, MediaType, entityTag: tag);
        }
        return Results.Bytes(_plain.Content, MediaType, entityTag: _plain.Tag);
    }

    // What is named counts before "*".
    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string coding) =>
        (accepted.FirstOrDefault(a => a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(a => a.Value == "*")) is { Quality: not 0 };

    private static EntityTagHeaderValue TagOf(string value) => new($"\"{value}\"");

    private static byte[] Compress(byte[] content, Func<Stream, Stream> open)
    {
        using var compressed = new MemoryStream();
        using (var stream = open(compressed))
            stream.Write(content);
        return compressed.ToArray();
    }
}
