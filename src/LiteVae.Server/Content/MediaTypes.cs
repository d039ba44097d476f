using LiteVae.Server.Errors;
using Microsoft.Net.Http.Headers;

namespace LiteVae.Server.Content;

/// <summary>Media types: those that are read and written, and the choice that a client's Accept header makes.</summary>
internal static class MediaTypes
{
    public const string Binary = "application/octet-stream";
    public const string EventStream = "text/event-stream";
    public const string Jpeg = "image/jpeg";
    public const string Json = "application/json";
    public const string Multipart = "multipart/form-data";
    public const string Npy = "application/x-npy";
    public const string Png = "image/png";
    public const string Safetensors = "application/vnd.safetensors";
    public const string WebP = "image/webp";

    /// <summary>Pictures that are read.</summary>
    public static IReadOnlyList<string> PicturesIn { get; } = [Png, Jpeg, WebP, "image/tiff", "image/avif", Binary];

    /// <summary>Pictures that are written, the preferred one first.</summary>
    public static IReadOnlyList<string> PicturesOut { get; } = [Png, Jpeg, WebP];

    /// <summary>Latents that are read.</summary>
    public static IReadOnlyList<string> LatentsIn { get; } = [Safetensors, Npy, "application/safetensors", "application/npy", Binary];

    /// <summary>Latents that are written, the preferred one first.</summary>
    public static IReadOnlyList<string> LatentsOut { get; } = [Safetensors, Npy];

    /// <summary>The offered type that a client likes best; the first of equals.</summary>
    /// <exception cref="ProblemException">It accepts none of them.</exception>
    public static string Choose(HttpRequest request, IReadOnlyList<string> offered)
    {
        if (request.Headers.Accept.Count == 0)
            return offered[0];
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            throw new ProblemException(Problem.BadRequest, "The Accept header is malformed.");
        var best = offered.Select(type => (Type: type, Quality: QualityOf(type, accepted))).MaxBy(c => c.Quality);
        return best.Quality > 0 ? best.Type : throw new ProblemException(Problem.NotAcceptable, $"Accept expects one of {string.Join(", ", offered)}; got {request.Headers.Accept}.");
    }

    /// <summary>Requires a type that is read.</summary>
    /// <exception cref="ProblemException">It is none of them.</exception>
    public static void Require(string? type, IReadOnlyList<string> read)
    {
        if (type is null)
            return; // the content tells
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed) || !read.Contains(parsed.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(Problem.UnsupportedMediaType, $"Content-Type expects one of {string.Join(", ", read)}; got {type}.");
    }

    // The most specific range that holds the type decides (RFC 9110, 12.5.1).
    private static double QualityOf(string type, IList<MediaTypeHeaderValue> accepted)
    {
        var value = new MediaTypeHeaderValue(type);
        return accepted.Where(value.IsSubsetOf).OrderBy(a => a.MatchesAllTypes ? 2 : a.MatchesAllSubTypes ? 1 : 0).FirstOrDefault()?.Quality ?? (accepted.Any(value.IsSubsetOf) ? 1 : 0);
    }
}
