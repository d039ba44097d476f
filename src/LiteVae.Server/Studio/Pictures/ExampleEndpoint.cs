using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>GET /studio/examples/{number}</c>: a picture to try, made on the spot; with <c>?small=true</c> the same one for a button, as WebP.</summary>
internal static class ExampleEndpoint
{
    private const int Count = 4;
    private const int Side = 256;
    private const int SmallSide = 64;
    private const ulong Seed = 2024;

    private static readonly Lazy<byte[]>[] s_pictures = DrawAll(Side, PngEncoder.Encode);

    private static readonly Lazy<byte[]>[] s_small = DrawAll(SmallSide, image => WebpEncoder.Encode(image));

    public static IResult Handle(HttpContext context, int number, bool? small)
    {
        if (number is < 1 or > Count)
            throw new ProblemException(Problem.NotFound, $"There are {Count} examples; got {number}.");
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return small ?? false ? Results.Bytes(s_small[number - 1].Value, MediaTypes.WebP) : Results.Bytes(s_pictures[number - 1].Value, MediaTypes.Png);
    }

    private static Lazy<byte[]>[] DrawAll(int side, Func<RgbImage, byte[]> encode) => [.. Enumerable.Range(0, Count).Select(i => new Lazy<byte[]>(() => encode(Draw(i, side))))];

    private static RgbImage Draw(int index, int side)
    {
        using var source = new ProceduralImageSource(Seed, side, Count);
        return source.TryLoad(index, new LoadOptions()) ?? throw new InvalidOperationException("A procedural picture can always be drawn.");
    }
}
