using NetVips;

namespace LiteVae.Pictures;

/// <summary>Pictures as libvips sees them.</summary>
internal static class VipsPictures
{
    /// <summary>A picture as an image of libvips, in sRGB and without metadata; the caller's to dispose. The pixels are shared.</summary>
    public static Image Of(RgbImage image)
    {
        VipsSettings.ApplyWhereWanted();
        using var pixels = Image.NewFromMemory(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar);
        return pixels.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
