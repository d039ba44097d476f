using LiteVae.Codec.Configuration;
using LiteVae.Codec.Interchange.Diffusers;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange;

/// <summary>Writes autoencoders as other projects read them. The tensors keep their types and their bytes.</summary>
public static class ModelExporter
{
    // What readers of PyTorch's safetensors files look for.
    private static readonly Dictionary<string, string> PyTorch = new() { ["format"] = "pt" };

    /// <summary>Writes a folder of diffusers: config.json, and the weights under its names in one safetensors file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder; it is made where there is none, and older files of these names are replaced.</param>
    /// <returns>The files.</returns>
    /// <exception cref="ConfigException">Diffusers has no such network; everything in the way is named.</exception>
    /// <exception cref="CheckpointException">A file cannot be written.</exception>
    public static IReadOnlyList<string> WriteDiffusers(ModelSource model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (config, scale) = (model.Header.Config, model.Header.Scale);
        Require("diffusers", [.. ExportableLayout.Problems(config), .. DiffusersWriter.Problems(config)]);
        var levels = config.Decoder.Multipliers.Count;
        string[] files = [Path.Combine(folder, DiffusersFolder.Weights), Path.Combine(folder, DiffusersFolder.Config)];
        SafetensorsFile.Write(
            files[0],
            model.Tensors.Select(t => model.Stored(
                t.Key, DiffusersNames.ToTheirs(t.Key, levels)!, PublishedTensors.IsAttentionWeight(t.Key) ? t.Value.Shape[..2] : t.Value.Shape)),
            PyTorch);
        try
        {
            AtomicFile.WriteText(files[1], DiffusersWriter.Write(config, scale));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{files[1]}: cannot be written: {e.Message}", e);
        }
        return files;
    }

    /// <summary>Writes CompVis's autoencoder: a safetensors file under its names, without a prefix.</summary>
    /// <remarks>The scale of the latents stands in the metadata, as <c>latent_mean</c> and <c>latent_std</c>: other programs ask for it elsewhere.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <exception cref="ConfigException">CompVis has no such network; everything in the way is named.</exception>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void WriteCompVis(ModelSource model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require("CompVis", ExportableLayout.Problems(model.Header.Config));
        var metadata = new Dictionary<string, string>(PyTorch);
        model.Header.Scale?.Write(metadata);
        SafetensorsFile.Write(path, model.Tensors.Select(t => model.Stored(t.Key, t.Key, t.Value.Shape)), metadata);
    }

    private static void Require(string whose, ConfigProblem[] problems)
    {
        if (problems.Length > 0)
            throw new ConfigException($"this model has no form in {whose}", problems);
    }
}
