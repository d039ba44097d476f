using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Models;

/// <summary>What a model file says of itself in its metadata.</summary>
/// <param name="Config">The config of the autoencoder.</param>
/// <param name="Scale">Measured statistics of its latents; null where they were not measured.</param>
public sealed record ModelHeader(AutoencoderConfig Config, LatentScale? Scale)
{
    /// <summary>The value of the metadata key <c>format</c>.</summary>
    public const string Format = "litevae";

    /// <summary>Reads the header of an open file.</summary>
    /// <exception cref="CheckpointException">The file is not a LiteVae model, or what it says is not valid.</exception>
    public static ModelHeader Read(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Metadata.TryGetValue("config", out var json) || file.Metadata.GetValueOrDefault("format") != Format)
            throw new CheckpointException($"{file.Path} is a safetensors file, but not a LiteVae model: its metadata has no \"format\": \"{Format}\" and \"config\".");
        try
        {
            var config = AutoencoderConfigJson.Read(json, $"config of {file.Path}");
            return new ModelHeader(config, LatentScale.Read(file.Metadata, config.LatentChannels));
        }
        catch (ConfigException e)
        {
            throw new CheckpointException(e.Message, e);
        }
        catch (FormatException e)
        {
            throw new CheckpointException($"{file.Path}: {e.Message}", e);
        }
    }

    /// <summary>The metadata of a model file.</summary>
    internal Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { ["format"] = Format, ["config"] = AutoencoderConfigJson.Write(Config) };
        Scale?.Write(metadata);
        return metadata;
    }
}
