namespace LiteVae.Samples;

/// <summary>The program's arguments.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Model">The model file (safetensors).</param>
/// <param name="Input">A picture, or for <see cref="Verb.Decode"/> a file of latents.</param>
/// <param name="Output">A picture, or for <see cref="Verb.Encode"/> a file of latents.</param>
/// <param name="Time">Whether to print times and peak memory.</param>
internal sealed record Arguments(Verb Verb, string Model, string Input, string Output, bool Time)
{
    public const string Usage = """
        Usage:
          codec encode MODEL PICTURE LATENTS [--time]
          codec decode MODEL LATENTS PICTURE [--time]
          codec reconstruct MODEL PICTURE PICTURE [--time]

        MODEL and LATENTS are safetensors files; pictures are PNG (8 bits, gray, RGB or RGBA, not interlaced), PPM or PGM (binary).
        --time prints to standard error the time from the process's start to the first result, and the peak memory.
        """;

    private const string TimeOption = "--time";

    /// <exception cref="UsageException">The arguments are not as <see cref="Usage"/> says.</exception>
    public static Arguments Parse(string[] args)
    {
        var unknown = args.FirstOrDefault(a => a.StartsWith("--", StringComparison.Ordinal) && a != TimeOption);
        if (unknown is not null)
            throw new UsageException($"unknown option {unknown}");
        var words = args.Where(a => a != TimeOption).ToArray();
        if (words.Length == 0)
            throw new UsageException("expected a verb: encode, decode or reconstruct");
        var verb = words[0] switch
        {
            "encode" => Verb.Encode,
            "decode" => Verb.Decode,
            "reconstruct" => Verb.Reconstruct,
            _ => throw new UsageException($"unknown verb {words[0]}; expected encode, decode or reconstruct"),
        };
        if (words.Length != 4)
            throw new UsageException($"{words[0]} expects 3 files; got {words.Length - 1}");
        return new Arguments(verb, words[1], words[2], words[3], args.Contains(TimeOption));
    }
}
