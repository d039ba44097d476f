using System.Text.Json.Serialization;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;

namespace LiteVae.Codec.Diffusion.Files;

/// <summary>Everything that determines a diffusion model of latents: the config in the metadata of its file.</summary>
public sealed record DiffusionConfig : IValidated
{
    private const int DigestLength = 64;

    /// <summary>The network.</summary>
    public DenoiserConfig Denoiser { get; init; } = new UNetDenoiserConfig();

    /// <summary>What the network predicts.</summary>
    public Prediction Prediction { get; init; } = Prediction.Epsilon;

    /// <summary>The schedule of epsilon and v; of no concern to rectified flow.</summary>
    public NoiseSchedule Schedule { get; init; } = new();

    /// <summary>The names of the classes, in the order of their numbers; empty without classes. The class after the last one means "no class".</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>[Z,h,w] of the latents that it was trained on.</summary>
    public IReadOnlyList<int> LatentShape { get; init; } = [4, 32, 32];

    /// <summary>SHA-256 of the file of the first stage whose latents it was trained on, 64 lowercase hexadecimal digits; empty where nobody knows.</summary>
    public string FirstStage { get; init; } = "";

    /// <summary>The number of values of a latent.</summary>
    [JsonIgnore]
    public int LatentLength => LatentShape.Aggregate(1, (product, side) => product * side);

    /// <summary>Checks every value at once.</summary>
    /// <exception cref="ConfigException">With all problems.</exception>
    public void ThrowIfInvalid()
    {
        ConfigProblem[] problems = [.. FindProblems()];
        if (problems.Length > 0)
            throw new ConfigException("diffusion config", problems);
    }

    /// <summary>Every key of the config as JSON.</summary>
    public string ToJson() => DiffusionConfigJson.Write(this);

    /// <summary>Reads and validates a config. Keys that are missing take their defaults.</summary>
    /// <param name="json">At most 4,194,304 characters; it may come from a stranger.</param>
    /// <param name="source">What the text is, for messages: "config of model.safetensors".</param>
    /// <exception cref="ConfigException">With every problem found.</exception>
    public static DiffusionConfig FromJson(string json, string source = "diffusion config")
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(source);
        return DiffusionConfigJson.Read(json, source);
    }

    /// <summary>The problems of this record and of those within it.</summary>
    internal IEnumerable<ConfigProblem> FindProblems() =>
    [
        .. ((IValidated)this).Validate(),
        .. ((IValidated)Denoiser).Validate().Select(p => p.Under("denoiser")),
        .. ((IValidated)Schedule).Validate().Select(p => p.Under("schedule")),
    ];

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (LatentShape is not [var channels, var height, var width] || channels < 1 || height is < 1 or > 65536 || width is < 1 or > 65536 || (long)channels * height * width > 1 << 30)
            yield return new ConfigProblem("latent_shape", $"expected channels, height and width; found [{string.Join(',', LatentShape)}]");
        else if (channels != Denoiser.Channels)
            yield return new ConfigProblem("latent_shape", $"expected the {Denoiser.Channels} channels of the denoiser; found {channels}");
        var labels = Classes.Count == 0 ? 0 : Classes.Count + 1;
        if (Denoiser.Labels != labels)
            yield return new ConfigProblem("denoiser.labels", $"expected {labels} for {Classes.Count} classes; found {Denoiser.Labels}");
        if (FirstStage.Length != 0 && (FirstStage.Length != DigestLength || !FirstStage.All(char.IsAsciiHexDigitLower)))
            yield return new ConfigProblem("first_stage", $"expected {DigestLength} lowercase hexadecimal digits; found \"{FirstStage}\"");
    }
}
