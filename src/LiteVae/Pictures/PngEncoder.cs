using NetVips;

namespace LiteVae.Pictures;

/// <summary>Encodes pictures as PNG files, with libvips.</summary>
public static class PngEncoder
{
    /// <summary>Encodes a picture as PNG: 8-bit RGB, lossless.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        VipsSettings.ApplyWhereWanted();
        using var pixels = Image.NewFromMemory(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar);
        using var colors = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
        return colors.PngsaveBuffer();
    }
}
