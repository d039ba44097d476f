using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Configuration;
using LiteVae.Runs.Folders;

namespace LiteVae.Training.Origins;

/// <summary>Reads the key <c>from</c> of a recipe's model: the config is then that of the files named.</summary>
internal static class OriginReader
{
    private const string From = "from";

    private static readonly string[] Shared = ["latent_channels", "use_1x1_conv"];
    private static readonly string[] OfEncoder = ["encoder"];
    private static readonly string[] OfDecoder = ["decoder", "output"];

    /// <summary>Replaces <c>preset</c> and <c>from</c> of a recipe's model by the keys that they stand for, and notes the files under <c>origin</c>.</summary>
    /// <param name="root">The recipe.</param>
    /// <param name="model">Its model.</param>
    /// <exception cref="ConfigException">The preset is not known, a file cannot be read, or the recipe has keys that contradict its file.</exception>
    public static void Expand(ConfigMapping root, ConfigMapping model)
    {
        if (model[From] is not { } from)
        {
            PresetConfig.Expand(model);
            return;
        }
        model[From] = null;
        PresetConfig.Expand(model);
        var (encoder, decoder) = Paths(from);
        Source? first = encoder is null ? null : Open(encoder);
        Source? second = decoder is null ? null : decoder == encoder ? first : Open(decoder);
        if (first is not null && second is not null)
            RequireTheSameLatents(first, second);

        // The files' keys, then the recipe's own: where both say the same, nothing is lost, and the rest is the recipe's.
        var expected = ConfigWriter.ToNode(new AutoencoderConfig());
        string[] fixedKeys = [.. Copy(first, OfEncoder, expected), .. Copy(second, OfDecoder, expected)];
        var merged = (ConfigMapping)expected.Clone();
        ConfigOverlay.Apply(merged, model, typeof(AutoencoderConfig));
        string[] differences = [.. fixedKeys.Distinct().SelectMany(key => Differences(key, expected[key], merged[key]))];
        if (differences.Length > 0)
        {
            var names = string.Join(" and ", new[] { encoder, decoder }.OfType<string>().Distinct());
            throw new ConfigException(From, $"the config comes from {names}, which the recipe contradicts: {string.Join("; ", differences)}. Leave these keys out");
        }
        foreach (var (key, value) in merged.Entries)
            model[key] = value;
        root["origin"] = ConfigWriter.ToNode(new RunOrigin
        {
            Encoder = first?.File,
            Decoder = second?.File,
            LatentMean = first?.Header.Scale?.Mean ?? [],
            LatentStd = first?.Header.Scale?.StandardDeviation ?? [],
        });
    }

    private static (string? Encoder, string? Decoder) Paths(ConfigNode from)
    {
        switch (from)
        {
            case ConfigScalar { IsNull: false } both:
                return (both.Text, both.Text);
            case ConfigMapping halves when halves.Entries.Any() && halves.Entries.All(e => e.Key is "encoder" or "decoder" && e.Value is ConfigScalar):
                string? Text(string key) => halves[key] is ConfigScalar { IsNull: false } path ? path.Text : null;
                return (Text("encoder"), Text("decoder"));
            default:
                throw new ConfigException(From, "expected a model, or {encoder: model, decoder: model} with one of them or both");
        }
    }

    private static Source Open(string named)
    {
        try
        {
            var path = Path.GetFullPath(ModelLocation.Find(named));
            using var model = ModelSource.Open(path);
            return new Source(new OriginFile { Path = path, Sha256 = ModelFile.Digest(path) }, model.Header);
        }
        catch (CheckpointException e)
        {
            throw new ConfigException(From, e.Message);
        }
    }

    private static void RequireTheSameLatents(Source encoder, Source decoder)
    {
        var (left, right) = (encoder.Header.Config, decoder.Header.Config);
        if (left.LatentChannels != right.LatentChannels)
            throw new ConfigException(From, $"the encoder of {encoder.File.Path} makes latents of {left.LatentChannels} channels, the decoder of {decoder.File.Path} expects {right.LatentChannels}");
        if (left.Use1x1Conv != right.Use1x1Conv)
            throw new ConfigException(From, $"one of {encoder.File.Path} and {decoder.File.Path} has 1x1 convolutions (use_1x1_conv), the other has none: their halves do not go together");
    }

    private static string[] Copy(Source? source, IReadOnlyList<string> half, ConfigMapping target)
    {
        if (source is null)
            return [];
        var config = ConfigWriter.ToNode(source.Header.Config);
        string[] keys = [.. Shared, .. half];
        foreach (var key in keys)
            target[key] = config[key];
        return keys;
    }

    private static IEnumerable<string> Differences(string path, ConfigNode? file, ConfigNode? recipe) => (file, recipe) switch
    {
        (ConfigMapping f, ConfigMapping r) => f.Entries.Select(e => e.Key).Union(r.Entries.Select(e => e.Key)).SelectMany(key => Differences($"{path}.{key}", f[key], r[key])),
        _ when Text(file) is var f && Text(recipe) is var r && !string.Equals(f, r, StringComparison.OrdinalIgnoreCase) => [$"{path} is {r}, and {f} in the file"],
        _ => [],
    };

    private static string Text(ConfigNode? node) => node switch
    {
        null or ConfigScalar { IsNull: true } => "null",
        ConfigScalar scalar => scalar.Text,
        ConfigSequence list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        _ => "a mapping",
    };

    private sealed record Source(OriginFile File, ModelHeader Header);
}
