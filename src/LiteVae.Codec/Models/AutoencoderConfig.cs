using System.Text.Json.Serialization;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Models;

/// <summary>Everything that determines an autoencoder's networks. The defaults are LiteVAE-B with Stable Diffusion's decoder.</summary>
/// <remarks>The same keys stand in recipes (YAML) and model files (JSON), in snake_case.</remarks>
public sealed record AutoencoderConfig : IValidated
{
    /// <summary>Channels of the latent, nz: 1 to 1024.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>The encoder.</summary>
    public EncoderConfig Encoder { get; init; } = new LiteVaeEncoderConfig();

    /// <summary>The decoder.</summary>
    public DecoderConfig Decoder { get; init; } = new();

    /// <summary>What the decoder predicts.</summary>
    public OutputKind Output { get; init; } = OutputKind.Image;

    /// <summary>A 1x1 convolution on the moments and one on the latent, as in Stable Diffusion (Table 17: better without).</summary>
    [JsonPropertyName("use_1x1_conv")]
    public bool Use1x1Conv { get; init; }

    /// <summary>Pixels per latent position, along each side.</summary>
    [JsonIgnore]
    public int DownsamplingFactor => Encoder.DownsamplingFactor;

    /// <summary>Checks every combination at once, before anything is allocated.</summary>
    /// <exception cref="ConfigException">With all problems.</exception>
    public void ThrowIfInvalid()
    {
        ConfigProblem[] problems = [.. FindProblems()];
        if (problems.Length > 0)
            throw new ConfigException("autoencoder config", problems);
    }

    /// <summary>Every key of the config as JSON: the form in which it stands in a model file's metadata.</summary>
    public string ToJson() => AutoencoderConfigJson.Write(this);

    /// <summary>Reads and validates a config. Keys that are missing take their defaults.</summary>
    /// <param name="json">At most 65,536 characters, nested at most 16 deep; it may come from a stranger.</param>
    /// <param name="source">What the text is, for messages: "config of model.safetensors".</param>
    /// <exception cref="ConfigException">With every problem found: malformed JSON, unknown keys, values of another type or out of range.</exception>
    public static AutoencoderConfig FromJson(string json, string source = "autoencoder config")
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(source);
        return AutoencoderConfigJson.Read(json, source);
    }

    /// <summary>The problems of this record and of those within it.</summary>
    internal IEnumerable<ConfigProblem> FindProblems()
    {
        IEnumerable<ConfigProblem> problems = [.. Of(this, ""), .. Of(Encoder, "encoder"), .. Of(Decoder, "decoder")];
        return Encoder is LiteVaeEncoderConfig litevae
            ? [.. problems, .. Of(litevae.Extractor, "encoder.extractor"), .. Of(litevae.Aggregator, "encoder.aggregator")]
            : problems;

        static IEnumerable<ConfigProblem> Of(object record, string path) =>
            record is IValidated validated ? validated.Validate().Select(p => p.Under(path)) : [];
    }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (LatentChannels is < 1 or > 1024)
            yield return new ConfigProblem("latent_channels", $"expected 1 to 1024; found {LatentChannels}");
        if (Encoder.FixedLatentChannels is { } channels && channels != LatentChannels)
            yield return new ConfigProblem("latent_channels", $"this encoder's latent has {channels} channels; found {LatentChannels}");
        if (Use1x1Conv && Encoder.FixedLatentChannels is not null)
            yield return new ConfigProblem("use_1x1_conv", "a fixed wavelet encoder has no moments to convolve: set it to false");

        var halved = Output == OutputKind.Wavelet ? 1 : 0;
        if (Decoder.Multipliers.Count > 0 && Encoder.DownsamplingFactor > 0
            && 1 << (Decoder.Multipliers.Count - 1 + halved) != Encoder.DownsamplingFactor)
        {
            yield return new ConfigProblem(
                "decoder.multipliers",
                $"{Decoder.Multipliers.Count} levels with output {(halved == 1 ? "wavelet" : "image")} enlarge by {1 << (Decoder.Multipliers.Count - 1 + halved)}, "
                + $"but the encoder reduces by {Encoder.DownsamplingFactor}");
        }
    }
}
