using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Diffusion.Files;

/// <summary>What the file of a diffusion model says of itself in its metadata.</summary>
/// <param name="Config">The config.</param>
/// <param name="Scale">The statistics by which the latents were normalized that the model was trained on.</param>
public sealed record DiffusionHeader(DiffusionConfig Config, LatentScale Scale)
{
    /// <summary>The value of the metadata key <c>format</c>.</summary>
    public const string Format = "litevae-diffusion";

    /// <summary>Reads the header of an open file.</summary>
    /// <exception cref="CheckpointException">The file is not a diffusion model, or what it says is not valid.</exception>
    public static DiffusionHeader Read(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Metadata.TryGetValue("config", out var json) || file.Metadata.GetValueOrDefault("format") != Format)
        {
            var found = file.Metadata.GetValueOrDefault("format") == ModelHeader.Format ? "an autoencoder" : "no diffusion model of LiteVae";
            throw new CheckpointException($"{file.Path} is {found}: its metadata has no \"format\": \"{Format}\" and \"config\".");
        }
        try
        {
            var config = DiffusionConfig.FromJson(json, $"config of {file.Path}");
            return new DiffusionHeader(config, LatentScale.Read(file.Metadata, config.Denoiser.Channels)
                ?? throw new CheckpointException($"{file.Path}: its metadata has no latent_mean and latent_std"));
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

    /// <summary>The metadata of a diffusion model's file.</summary>
    internal Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { ["format"] = Format, ["config"] = Config.ToJson() };
        Scale.Write(metadata);
        return metadata;
    }
}
