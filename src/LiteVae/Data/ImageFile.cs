using LiteVae.Codec.Models.Files;
using LiteVae.Data.Decoding;
using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>Single image files: PNG, JPEG, WebP, TIFF and AVIF are read, PNG is written.</summary>
public static class ImageFile
{
    /// <summary>The formats that are read: libvips' other loaders are never used.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["PNG", "JPEG", "WebP", "TIFF", "AVIF"];

    /// <summary>
    /// Loads a picture at its own size: turned upright by its EXIF orientation, converted to 8-bit sRGB (gray, palette,
    /// 16-bit, CMYK), transparency composited on white.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">The largest number of pixels that is decoded, checked against the header first; null: <c>LITEVAE_MAX_PIXELS</c>, or 500,000,000.</param>
    /// <exception cref="DatasetException">The file is missing, no image, damaged or too large.</exception>
    public static RgbImage Load(string path, long? maxPixels = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageDecoder.Decode(path, default, maxPixels);
    }

    /// <summary>Loads a picture as <see cref="Load(string, long?)"/> does, resized so that its short side is that of a square crop, and cropped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The crop; without a crop size, the picture keeps its own.</param>
    /// <exception cref="DatasetException">The file is missing, no image, damaged or larger than 268,435,456 pixels.</exception>
    public static RgbImage Load(string path, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageDecoder.Decode(path, options);
    }

    /// <summary>Reads width and height, as <see cref="Load(string, long?)"/> would give them, without decoding the picture.</summary>
    /// <exception cref="DatasetException">The file is missing or no image.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageDecoder.ReadSize(path);
    }

    /// <summary>Whether a file's first bytes are those of one of the <see cref="Formats"/>.</summary>
    /// <param name="start">32 bytes, or all of a shorter file.</param>
    public static bool Recognizes(ReadOnlySpan<byte> start) => ImageFormat.IsAccepted(start);

    /// <summary>Decodes a picture from a file's bytes, as <see cref="Load(string, long?)"/> does from a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="maxPixels">The largest number of pixels that is decoded, checked against the header first; null: <c>LITEVAE_MAX_PIXELS</c>, or 500,000,000.</param>
    /// <exception cref="DatasetException">The bytes are no image, damaged, or the picture is too large.</exception>
    public static RgbImage Decode(byte[] file, string name = "image", long? maxPixels = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        return ImageDecoder.Decode(name, file, default, maxPixels);
    }

    /// <summary>Reads width and height, as <see cref="Decode"/> would give them, from the header among a file's bytes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="DatasetException">The bytes are no image.</exception>
    public static (int Width, int Height) ReadSize(byte[] file, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        return ImageDecoder.ReadSize(name, file);
    }

    /// <summary>Writes a picture as PNG, whole or not at all; missing folders are created.</summary>
    /// <exception cref="DatasetException">The file cannot be written.</exception>
    public static void Save(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            var png = PngEncoder.Encode(image);
            AtomicFile.Write(path, stream => stream.Write(png));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be written ({e.Message}).", e);
        }
    }
}
