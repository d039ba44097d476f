using LiteVae.Codec.Pixels;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace LiteVae.Samples;

/// <summary>Pictures of ImageSharp as the codec takes and gives them: copy this file into your application.</summary>
internal static class ImageSharpPictures
{
    /// <summary>A picture that the codec encodes. The pixels are copied.</summary>
    /// <param name="image">Of any size; it stays the caller's.</param>
    public static Picture ToPicture(this Image<Rgb24> image)
    {
        var pixels = new byte[3 * image.Width * image.Height];
        image.CopyPixelDataTo(pixels);
        return new Picture(pixels, image.Width, image.Height, PixelFormat.Rgb24);
    }

    /// <summary>What the codec decoded, as an image of ImageSharp. The pixels are copied.</summary>
    /// <param name="picture">Of <see cref="PixelFormat.Rgb24"/>, rows without gaps, as the codec makes them.</param>
    public static Image<Rgb24> ToImage(this Picture picture) =>
        Image.LoadPixelData<Rgb24>(picture.Pixels.Span, picture.Width, picture.Height);
}
