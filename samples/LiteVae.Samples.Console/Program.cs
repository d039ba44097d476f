using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;
using LiteVae.Samples.Pictures;

namespace LiteVae.Samples;

/// <summary>Encodes and decodes picture files with <see cref="LatentCodec"/> alone: no native library is loaded.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUse = 2;

    public static int Main(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(Arguments.Usage);
            return Success;
        }
        try
        {
            Run(Arguments.Parse(args));
            return Success;
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"codec: {e.Message}");
            Console.Error.WriteLine(Arguments.Usage);
            return WrongUse;
        }
        catch (Exception e) when (e is CheckpointException or ConfigException or TilingException or InvalidDataException or ArithmeticException
            or ArgumentException or IOException or UnauthorizedAccessException or PlatformNotSupportedException or OutOfMemoryException)
        {
            Console.Error.WriteLine($"codec: {e.Message}");
            return Failure;
        }
    }

    private static void Run(Arguments arguments)
    {
        PictureFile.CheckFormat(arguments.Verb == Verb.Encode ? null : arguments.Output);
        var times = arguments.Time ? new Times() : null;
        using var codec = LatentCodec.Load(arguments.Model);
        switch (arguments.Verb)
        {
            case Verb.Encode:
                var (_, latents) = Encode(codec, arguments, times);
                LatentsFile.Write(arguments.Output, [(Path.GetFileName(arguments.Input), latents)]);
                break;
            case Verb.Decode:
                PictureFile.Write(arguments.Output, Decode(codec, arguments, times));
                break;
            case Verb.Reconstruct:
                var (picture, posterior) = Encode(codec, arguments, times);
                var format = picture.Format == PixelFormat.Gray8 ? PixelFormat.Gray8 : PixelFormat.Rgb24;
                PictureFile.Write(arguments.Output, codec.Decode(posterior, format));
                break;
        }
        times?.Report(Console.Error);
    }

    private static (Picture Picture, Latents Latents) Encode(LatentCodec codec, Arguments arguments, Times? times)
    {
        var picture = PictureFile.Read(arguments.Input);
        var latents = codec.Encode(picture);
        times?.First(() => codec.Encode(picture));
        return (picture, latents);
    }

    private static Picture Decode(LatentCodec codec, Arguments arguments, Times? times)
    {
        using var file = LatentsFile.Open(arguments.Input);
        if (file.Entries.Count != 1)
            throw new InvalidDataException($"{arguments.Input}: holds the latents of {file.Entries.Count} pictures; this program decodes files of one.");
        var latents = file.Read(file.Entries[0], codec.DownsamplingFactor);
        var picture = codec.Decode(latents);
        times?.First(() => codec.Decode(latents));
        return picture;
    }
}
