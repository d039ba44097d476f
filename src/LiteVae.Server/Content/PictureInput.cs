using LiteVae.Data;
using LiteVae.Pictures;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Content;

/// <summary>A picture as it came: still encoded, of an accepted format, and of a size within the limit.</summary>
/// <param name="File">The encoded picture.</param>
/// <param name="Width">In pixels, by its header.</param>
/// <param name="Height">In pixels, by its header.</param>
internal sealed record PictureInput(byte[] File, int Width, int Height)
{
    private const string Name = "the picture";

    /// <summary>Reads a request's picture, and of it no more than the header.</summary>
    /// <exception cref="ProblemException">It is none, damaged, or too large.</exception>
    public static async Task<PictureInput> ReadAsync(HttpContext context, ServerOptions options)
    {
        var file = await RequestBody.ReadAsync(context.Request, MediaTypes.PicturesIn, options.MaxBodyBytes, context.RequestAborted);
        if (!ImageFile.Recognizes(file))
            throw new ProblemException(Problem.UnsupportedMediaType, $"The body expects a picture of {string.Join(", ", ImageFile.Formats)}; its first bytes are of none of these.");
        var (width, height) = ImageFile.ReadSize(file, Name);
        RequireWithin(options.MaxPixels, width, height);
        context.Features.GetRequiredFeature<RequestOutcome>().Pixels = (long)width * height;
        return new PictureInput(file, width, height);
    }

    /// <summary>Refuses a picture of too many pixels.</summary>
    public static void RequireWithin(long maxPixels, long width, long height)
    {
        if (width * height > maxPixels)
            throw new ProblemException(Problem.TooManyPixels, $"At most {maxPixels} pixels are taken; the picture has {width}x{height}.");
    }

    /// <summary>Decodes the picture, on a compute thread.</summary>
    /// <exception cref="DatasetException">It is damaged.</exception>
    public RgbImage Decode() => ImageFile.Decode(File, Name, (long)Width * Height);
}
