using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Data.Decoding;

/// <summary>Decodes image files with libvips: upright, 8-bit sRGB, transparency on white.</summary>
internal static class ImageDecoder
{
    // Thumbnailing from memory drops its own fail_on (libvips 8.18); the loader's option is heard.
    private const string FailOnError = "[fail_on=error]";

    private static readonly double[] White = [255, 255, 255];

    /// <summary>Decodes a picture, resized so that its short side is the crop's or the length given, and cropped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The crop.</param>
    /// <param name="maxPixels">The largest number of pixels; null: <see cref="ImageLimits.MaxPixels"/>.</param>
    /// <exception cref="DatasetException">The file is missing, no image, damaged or too large.</exception>
    public static RgbImage Decode(string path, in LoadOptions options, long? maxPixels = null) => Decode(path, ReadFile(path), options, maxPixels);

    /// <summary>Decodes a picture from a file's bytes, as <see cref="Decode(string, in LoadOptions, long?)"/> does from the file.</summary>
    /// <param name="path">What the file is called, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="options">The crop.</param>
    /// <param name="maxPixels">The largest number of pixels; null: <see cref="ImageLimits.MaxPixels"/>.</param>
    /// <exception cref="DatasetException">The file is no image, damaged or too large.</exception>
    public static RgbImage Decode(string path, byte[] file, in LoadOptions options, long? maxPixels = null)
    {
        VipsSettings.ApplyWhereWanted();
        if (!ImageFormat.IsAccepted(file))
            throw NotAnImage(path, file.Length);
        try
        {
            if (!AllowedLoaders.Accept(file))
                throw NotAnImage(path, file.Length);
            var (width, height, hasAlpha) = ReadHeader(file);
            ImageLimits.Check(path, width, height, maxPixels);
            if ((options.ShortSide ?? options.CropSize) is { } size)
            {
                (width, height) = Cover(width, height, size);
                ImageLimits.Check(path, width, height, maxPixels is { } given ? Math.Max(given, (long)size * size) : null);
            }
            // All of it is decoded, so that whether a damaged file is refused does not depend on the crop.
            var pixels = hasAlpha ? ReadOnWhite(file, width, height) : ReadOpaque(file, width, height);
            return CropWindow.Choose(width, height, options).Cut(pixels, width * 3);
        }
        catch (VipsException e)
        {
            throw new DatasetException($"{path}: damaged or truncated image ({Cause(e)}).", e);
        }
    }

    /// <summary>Reads the size, upright, from the file's header.</summary>
    /// <exception cref="DatasetException">The file is missing, or no image.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        VipsSettings.ApplyWhereWanted();
        var start = ReadFile(path, ImageFormat.SignatureLength);
        if (!ImageFormat.IsAccepted(start))
            throw NotAnImage(path, start.Length);
        try
        {
            using var source = Source.NewFromFile(path);
            if (!AllowedLoaders.Accept(source))
                throw NotAnImage(path, start.Length);
            using var header = Image.NewFromSource(source, access: Enums.Access.Sequential);
            return UprightSize(header);
        }
        catch (VipsException e)
        {
            throw new DatasetException($"{path}: damaged or truncated image ({Cause(e)}).", e);
        }
    }

    /// <summary>Reads the size, upright, from the header of a file's bytes.</summary>
    /// <exception cref="DatasetException">They are no image.</exception>
    public static (int Width, int Height) ReadSize(string path, byte[] file)
    {
        VipsSettings.ApplyWhereWanted();
        if (!ImageFormat.IsAccepted(file) || !AllowedLoaders.Accept(file))
            throw NotAnImage(path, file.Length);
        try
        {
            var (width, height, _) = ReadHeader(file);
            return (width, height);
        }
        catch (VipsException e)
        {
            throw new DatasetException($"{path}: damaged or truncated image ({Cause(e)}).", e);
        }
    }

    /// <summary>Reads an image's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes from its beginning; null: all.</param>
    /// <exception cref="DatasetException">The file is missing or cannot be read.</exception>
    public static byte[] ReadFile(string path, int? maxBytes = null)
    {
        if (Directory.Exists(path))
            throw new DatasetException($"{path}: is a folder; expected an image file.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new byte[Math.Min(stream.Length, maxBytes ?? Array.MaxLength)];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException($"{path}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({e.Message}).", e);
        }
    }

    private static (int Width, int Height, bool HasAlpha) ReadHeader(byte[] file)
    {
        using var header = Image.NewFromBuffer(file, access: Enums.Access.Sequential);
        var (width, height) = UprightSize(header);
        return (width, height, header.HasAlpha());
    }

    private static (int Width, int Height) UprightSize(Image header) =>
        LiesOnSide(header) ? (header.Height, header.Width) : (header.Width, header.Height);

    // EXIF orientations 5 to 8.
    private static bool LiesOnSide(Image image) =>
        image.Contains("orientation") && image.Get("orientation") is int and >= 5 and <= 8;

    private static (int Width, int Height) Cover(int width, int height, int size) => width <= height
        ? (size, checked((int)Math.Round((double)height * size / width)))
        : (checked((int)Math.Round((double)width * size / height)), size);

    private static byte[] ReadOpaque(byte[] file, int width, int height)
    {
        using var image = Image.ThumbnailBuffer(file, width, height: height, size: Enums.Size.Force, optionString: FailOnError);
        using var color = ToSrgb(image); // after shrinking: to follow a profile costs three times what decoding does
        return ToBytes(color);
    }

    // Composited before shrinking, in floating point, and rounded once at the end: libvips cuts fractions off integers, both when
    // it composites and when it divides by a shrunk alpha, which darkens by up to a level.
    private static byte[] ReadOnWhite(byte[] file, int width, int height)
    {
        using var image = Image.NewFromBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        using var color = ToSrgb(image);
        using var floating = color.Cast(Enums.BandFormat.Float);
        using var opaque = floating.Flatten(background: White, maxAlpha: 255);
        var (across, down) = LiesOnSide(image) ? (height, width) : (width, height);
        using var resized = opaque.Resize((double)across / opaque.Width, vscale: (double)down / opaque.Height);
        using var rounded = resized.Rint().CopyMemory();
        using var upright = rounded.Autorot();
        return ToBytes(upright);
    }

    private static byte[] ToBytes(Image color)
    {
        using var bytes = color.Cast(Enums.BandFormat.Uchar);
        if (bytes.Bands != 3)
            throw new VipsException($"{bytes.Bands} channels where 3 were expected");
        return bytes.WriteToMemory<byte>();
    }

    // To follow a profile costs much, so it is done only where it says something.
    private static Image ToSrgb(Image image)
    {
        const string Profile = "icc-profile-data";
        if (!image.Contains(Profile) || image.Get(Profile) is not byte[] profile || IsSrgb(profile))
            return image.Colourspace(Enums.Interpretation.Srgb);
        // The fallback is for profiles that are damaged, or meant for another number of channels.
        var fallback = image.Interpretation == Enums.Interpretation.Cmyk ? "cmyk" : "srgb";
        using var followed = image.IccTransform("srgb", embedded: true, inputProfile: fallback, depth: 8);
        return followed.Colourspace(Enums.Interpretation.Srgb);
    }

    // Profiles name themselves, in ASCII or in UTF-16.
    private static bool IsSrgb(ReadOnlySpan<byte> profile) =>
        profile.IndexOf("sRGB"u8) >= 0 || profile.IndexOf("s\0R\0G\0B"u8) >= 0;

    private static DatasetException NotAnImage(string path, int length) => new(length == 0
        ? $"{path}: is empty; expected a {ImageFormat.Accepted} image."
        : $"{path}: is not a {ImageFormat.Accepted} image.");

    // libvips's message: what was called, then a line for each thing that went wrong.
    private static string Cause(VipsException e) =>
        e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("unknown cause");
}
