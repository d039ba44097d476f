namespace LiteVae.Pictures;

/// <summary>Encodes pictures as JPEG files, with libvips.</summary>
public static class JpegEncoder
{
    /// <summary>Encodes a picture as JPEG.</summary>
    /// <param name="image">The picture; each side at most 65,535 pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException">A side is longer than the format holds.</exception>
    public static byte[] Encode(RgbImage image, int quality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        image.RequireSideWithin(ushort.MaxValue, "JPEG");
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using var colors = VipsPictures.Of(image);
        return colors.JpegsaveBuffer(q: quality);
    }
}
