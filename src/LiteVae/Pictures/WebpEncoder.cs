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
        using var colors = VipsPictures.Of(image);
        return colors.WebpsaveBuffer(q: quality);
    }
}
