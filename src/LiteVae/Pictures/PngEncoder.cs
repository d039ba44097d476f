namespace LiteVae.Pictures;

/// <summary>Encodes pictures as PNG files, with libvips.</summary>
public static class PngEncoder
{
    /// <summary>Encodes a picture as PNG: 8-bit RGB, lossless.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var colors = VipsPictures.Of(image);
        return colors.PngsaveBuffer();
    }
}
