using LiteVae.Codec.Pixels;

namespace LiteVae.Samples.Pictures;

/// <summary>Reads and writes picture files: PNG and binary PPM or PGM.</summary>
internal static class PictureFile
{
    /// <summary>Checks that the name's extension says a format that can be written.</summary>
    /// <param name="path">The file; null where no picture is written.</param>
    /// <exception cref="UsageException">It does not.</exception>
    public static void CheckFormat(string? path)
    {
        if (path is not null && !IsPng(path) && !IsNetpbm(path))
            throw new UsageException($"{path}: pictures are written as .png, .ppm or .pgm");
    }

    /// <summary>Reads a picture, whatever its name: its first bytes tell the format.</summary>
    /// <exception cref="InvalidDataException">It is of another kind, or damaged.</exception>
    public static Picture Read(string path)
    {
        var file = File.ReadAllBytes(path);
        try
        {
            return PngReader.Recognizes(file) ? PngReader.Read(file)
                : Netpbm.Recognizes(file) ? Netpbm.Read(file)
                : throw new InvalidDataException("is neither PNG nor binary PPM or PGM");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a picture in the format of the name's extension.</summary>
    /// <param name="path">The file.</param>
    /// <param name="picture">Its rows follow each other without a gap.</param>
    public static void Write(string path, Picture picture)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        if (IsPng(path))
            PngWriter.Write(stream, picture);
        else
            Netpbm.Write(stream, picture);
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    private static bool IsNetpbm(string path) =>
        path.EndsWith(".ppm", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pgm", StringComparison.OrdinalIgnoreCase);
}
