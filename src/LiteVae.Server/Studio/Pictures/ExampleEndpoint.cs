using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>GET /studio/examples/{number}</c>: a picture to try, made on the spot.</summary>
internal static class ExampleEndpoint
{
    private const int Count = 4;
    private const int Side = 256;
    private const ulong Seed = 2024;

    private static readonly Lazy<byte[]>[] s_pictures = [.. Enumerable.Range(0, Count).Select(i => new Lazy<byte[]>(() => Draw(i)))];

    public static IResult Handle(HttpContext context, int number)
    {
        if (number is < 1 or > Count)
            throw new ProblemException(Problem.NotFound, $"There are {Count} examples; got {number}.");
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Bytes(s_pictures[number - 1].Value, MediaTypes.Png);
    }

    private static byte[] Draw(int index)
    {
        using var source = new ProceduralImageSource(Seed, Side, Count);
        return PngEncoder.Encode(source.TryLoad(index, new LoadOptions()) ?? throw new InvalidOperationException("A procedural picture can always be drawn."));
    }
}
