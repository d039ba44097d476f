using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>GET /studio/examples/{number}</c>: a picture to try, made on the spot; with <c>?small=true</c> the same one for a button.</summary>
internal static class ExampleEndpoint
{
    private const int Count = 4;
    private const int Side = 256;
    private const int SmallSide = 64;
    private const ulong Seed = 2024;

    private static readonly Lazy<byte[]>[] s_pictures = DrawAll(Side);

    private static readonly Lazy<byte[]>[] s_small = DrawAll(SmallSide);

    public static IResult Handle(HttpContext context, int number, bool? small)
    {
        if (number is < 1 or > Count)
            throw new ProblemException(Problem.NotFound, $"There are {Count} examples; got {number}.");
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Bytes((small ?? false ? s_small : s_pictures)[number - 1].Value, MediaTypes.Png);
    }

    private static Lazy<byte[]>[] DrawAll(int side) => [.. Enumerable.Range(0, Count).Select(i => new Lazy<byte[]>(() => Draw(i, side)))];

    private static byte[] Draw(int index, int side)
    {
        using var source = new ProceduralImageSource(Seed, side, Count);
        return PngEncoder.Encode(source.TryLoad(index, new LoadOptions()) ?? throw new InvalidOperationException("A procedural picture can always be drawn."));
    }
}
