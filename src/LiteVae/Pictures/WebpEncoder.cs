using NetVips;

namespace LiteVae.Pictures;

/// <summary>Encodes pictures as WebP files, with libvips.</summary>
public static class WebpEncoder
{
    /// <summary>The longest side that the format holds, in pixels.</summary>
    public const int MaxSide = 16383;

    /// <summary>Encodes a picture as WebP.</summary>
    /// <param name="image">The picture; each side at most <see cref="MaxSide"/> pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException">A side is longer than the format holds.</exception>
    public static byte[] Encode(RgbImage image, int quality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        image.RequireSideWithin(MaxSide, "WebP");
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        VipsSettings.ApplyWhereWanted();
        using var pixels = Image.NewFromMemory(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar);
        using var colors = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
        return colors.WebpsaveBuffer(q: quality);
    }
}
