using System.Text;
using System.Text.Json;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>Reads the config.json of diffusers' <c>AutoencoderKL</c>. It may come from a stranger: length and depth are bounded.</summary>
internal static class DiffusersConfig
{
    /// <summary>The class that is supported.</summary>
    public const string ClassName = "AutoencoderKL";

    private const int MaxLength = 1 << 16;
    private const int MaxDepth = 8;

    private static readonly Dictionary<string, string> OtherClasses = new()
    {
        ["AsymmetricAutoencoderKL"] = "an asymmetric autoencoder, whose decoder also looks at a masked image",
        ["AutoencoderKLTemporalDecoder"] = "a video autoencoder",
        ["VQModel"] = "a VQ autoencoder, whose latents are entries of a codebook",
        ["AutoencoderTiny"] = "a tiny autoencoder (TAESD), which has no posterior",
        ["AutoencoderDC"] = "a deep compression autoencoder (DC-AE)",
        ["ConsistencyDecoderVAE"] = "an autoencoder whose decoder is a diffusion model",
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is missing, malformed, or of a model that is not supported: everything that is in the way is named.</exception>
    public static ModelHeader ReadFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxLength)
                throw new CheckpointException($"{path}: is {stream.Length} bytes long; at most {MaxLength} are read");
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(reader.ReadToEnd(), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new CheckpointException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a config.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What it is, for messages.</param>
    /// <returns>The config of the same autoencoder here, and the scale of its latents.</returns>
    /// <exception cref="CheckpointException">It is malformed, or of a model that is not supported: everything that is in the way is named.</exception>
    public static ModelHeader Read(string json, string source)
    {
        if (json.Length > MaxLength)
            throw new CheckpointException($"{source}: is {json.Length} characters long; at most {MaxLength} are read");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new CheckpointException($"{source}: is not a JSON object");
            var values = new DiffusersValues(document.RootElement);
            if (values.Text("_class_name", ClassName) is var name && name != ClassName)
                throw new CheckpointException($"{source}: is of {name}{(OtherClasses.TryGetValue(name, out var kind) ? $", {kind}" : "")}; expected {ClassName}");
            var config = new DiffusersLayout(values).Config();
            var scale = DiffusersScale.Read(values, config.LatentChannels);
            values.RefuseOthers();
            if (values.Problems.Count == 0)
                values.Problems.AddRange(config.FindProblems());
            return values.Problems.Count == 0
                ? new ModelHeader(config, scale)
                : throw new CheckpointException($"{source}: is not a config that is supported", [.. values.Problems.Select(p => p.ToString())]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EncoderFallbackException) // the latter two: half of a surrogate pair
        {
            throw new CheckpointException($"{source}: is not valid JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
