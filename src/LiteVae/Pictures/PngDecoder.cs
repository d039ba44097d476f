using NetVips;

namespace LiteVae.Pictures;

/// <summary>Decodes what <see cref="PngEncoder"/> has encoded, with libvips.</summary>
internal static class PngDecoder
{
    private const int MaxSide = 1 << 14;
    private const long MaxPixels = 1L << 24;

    /// <summary>Decodes a PNG file: 8-bit RGB.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such file, damaged, of more than 16,777,216 pixels, or with a side of more than 16,384.</exception>
    public static RgbImage Decode(byte[] png)
    {
        VipsSettings.ApplyWhereWanted();
        try
        {
            using var image = Image.PngloadBuffer(png, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            // So far only the header was read.
            if (image.Bands != 3 || image.Format != Enums.BandFormat.Uchar || Math.Max(image.Width, image.Height) > MaxSide || (long)image.Width * image.Height > MaxPixels)
                throw new InvalidDataException($"Expected an 8-bit RGB picture of at most {MaxPixels} pixels and sides of {MaxSide}; found {image.Width}x{image.Height}, {image.Bands} bands of {image.Format}.");
            return new RgbImage(image.Width, image.Height, image.WriteToMemory<byte>());
        }
        catch (VipsException e)
        {
            throw new InvalidDataException($"Expected a PNG file; {e.Message.Split('\n')[0]}", e);
        }
    }
}
