using System.Globalization;
using LiteVae.Samples;

namespace LiteVae.Engines;

/// <summary>The program's arguments.</summary>
/// <param name="Engine">codec, onnx or torch.</param>
/// <param name="Model">A model file; for onnx the encoder's graph.</param>
/// <param name="Picture">A picture of three bytes a pixel (PPM), of a size that the downsampling factor divides.</param>
/// <param name="Batch">Images at once.</param>
/// <param name="Threads">Of the processor.</param>
/// <param name="Seconds">How long to work; 0 for the first result alone.</param>
/// <param name="LatentChannels">Of latents to be decoded; 0 to encode.</param>
internal sealed record Arguments(string Engine, string Model, string Picture, int Batch, int Threads, double Seconds, int LatentChannels)
{
    public const string Usage = """
        Usage: engines --engine codec|onnx|torch MODEL PICTURE [--batch N] [--threads N] [--seconds S] [--decode Z]

        Encodes a picture (PPM), or with --decode Z decodes noise of Z channels and an eighth of its size, and prints the time from the process's start to the first latent, and the peak memory;
        with --seconds, encodes it for that long and prints images a second.
        """;

    /// <exception cref="UsageException">The arguments are not as <see cref="Usage"/> says.</exception>
    public static Arguments Parse(string[] args)
    {
        var options = new Dictionary<string, string> { ["--batch"] = "1", ["--threads"] = "2", ["--seconds"] = "0", ["--decode"] = "0" };
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length)
                options[args[i]] = args[++i];
            else
                words.Add(args[i]);
        }
        if (words.Count != 2 || !options.TryGetValue("--engine", out var engine) || options.Count != 5)
            throw new UsageException("expected an engine, a model and a picture");
        return new Arguments(engine, words[0], words[1], (int)Number("--batch"), (int)Number("--threads"), Number("--seconds"), (int)Number("--decode"));

        double Number(string option) => double.TryParse(options[option], CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UsageException($"{option} expects a number; got {options[option]}");
    }
}
