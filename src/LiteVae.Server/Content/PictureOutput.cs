using LiteVae.Pictures;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Content;

/// <summary>The form in which a picture goes out.</summary>
/// <param name="MediaType">One of <see cref="MediaTypes.PicturesOut"/>.</param>
/// <param name="Quality">1 to 100, of JPEG and WebP.</param>
internal sealed record PictureOutput(string MediaType, int Quality)
{
    private const int StandardQuality = 90;

    /// <summary>What a request asks for.</summary>
    /// <param name="mediaType">The chosen type.</param>
    /// <param name="quality">The parameter; null where it is not given.</param>
    public static PictureOutput Of(string mediaType, int? quality) => quality is null or (>= 1 and <= 100)
        ? new PictureOutput(mediaType, quality ?? StandardQuality)
        : throw new ProblemException(Problem.BadRequest, $"quality expects 1 to 100; got {quality}.");

    /// <summary>Encodes a picture, on a compute thread.</summary>
    /// <exception cref="ProblemException">The format holds no picture of that size.</exception>
    public byte[] Encode(RgbImage image)
    {
        try
        {
            return MediaType switch
            {
                MediaTypes.Png => PngEncoder.Encode(image),
                MediaTypes.Jpeg => JpegEncoder.Encode(image, Quality),
                _ => WebpEncoder.Encode(image, Quality),
            };
        }
        catch (ArgumentException e)
        {
            throw new ProblemException(Problem.NotAcceptable, e.Message, e);
        }
    }
}
