using System.Globalization;

namespace LiteVae.Data.Decoding;

/// <summary>How large a picture may be. Both limits are checked against the file's header, before anything is decoded.</summary>
/// <remarks>Decoding a whole picture takes up to six bytes of memory a pixel, and time in proportion: a file of a megabyte can ask for hundreds of millions of pixels.</remarks>
internal static class ImageLimits
{
    /// <summary>The environment variable that sets the largest number of pixels.</summary>
    public const string MaxPixelsVariable = "LITEVAE_MAX_PIXELS";

    /// <summary>The largest number of pixels where the variable is not set.</summary>
    public const long DefaultMaxPixels = 500_000_000;

    /// <summary>The longest side, in pixels: decoders keep many rows at once, and some PNG files ask for rows of millions.</summary>
    public const int MaxSide = 1 << 17;

    /// <summary>The largest number of pixels unless the caller names one.</summary>
    /// <exception cref="DatasetException">The variable is not a positive whole number.</exception>
    public static long MaxPixels => Environment.GetEnvironmentVariable(MaxPixelsVariable) switch
    {
        null or "" => DefaultMaxPixels,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0 => pixels,
        var text => throw new DatasetException($"{MaxPixelsVariable}: expected a positive whole number; found \"{text}\"."),
    };

    /// <summary>Refuses a picture that is too large.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="maxPixels">The caller's limit; null: <see cref="MaxPixels"/>.</param>
    /// <exception cref="DatasetException">A side, the number of pixels, or the number of bytes is too large.</exception>
    public static void Check(string path, int width, int height, long? maxPixels)
    {
        if (Math.Max(width, height) > MaxSide)
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture, $"{path}: {width}x{height} is too large; at most {MaxSide} pixels a side are decoded."));
        var (limit, origin) = maxPixels is { } given ? (given, "") : (MaxPixels, $" ({MaxPixelsVariable})");
        if ((long)width * height > limit || (long)width * height * 3 > Array.MaxLength)
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture, $"{path}: {width}x{height} is too large; at most {Math.Min(limit, Array.MaxLength / 3)} pixels are decoded{origin}."));
    }
}
