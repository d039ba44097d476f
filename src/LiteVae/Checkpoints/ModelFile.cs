using System.Globalization;
using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Reads and writes model files: one safetensors file with the weights and, in its metadata, the config.</summary>
public static class ModelFile
{
    /// <summary>The value of the metadata key <c>format</c>.</summary>
    public const string Format = "litevae";

    /// <summary>Reads the config, and nothing of the weights.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or not a LiteVae model.</exception>
    public static AutoencoderConfig ReadConfig(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return ReadConfig(file);
    }

    /// <summary>Builds the autoencoder and loads its weights, in evaluation mode.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or its tensors do not fit its config; all of them are named.</exception>
    public static Autoencoder Load(string path, Device? device = null)
    {
        using var file = SafetensorsFile.Open(path);
        var config = ReadConfig(file);
        using var scope = NewDisposeScope();
        var model = new Autoencoder(config);
        try
        {
            StateDict.Load(model, file);
            if (device is not null && device.type != DeviceType.CPU)
                model.to(device);
            model.eval();
            foreach (var parameter in model.parameters())
                parameter.DetachFromDisposeScope();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes a model, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">Its parameters are written as float32 under the paper's names.</param>
    /// <param name="statistics">Measured statistics of the latent, where known.</param>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public static void Save(string path, Autoencoder model, LatentScale? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["config"] = AutoencoderConfigJson.Write(model.Config),
        };
        if (statistics is not null)
            Describe(metadata, statistics);
        using var scope = NewDisposeScope(); // of the views that name the weights
        SafetensorsWriter.Write(path, StateDict.Of(model), metadata);
    }

    /// <summary>Writes measured statistics into a model file, whose weights stay as they are, atomically.</summary>
    /// <exception cref="CheckpointException">The file is missing, not a LiteVae model, of another number of channels, or cannot be written.</exception>
    public static void SaveStatistics(string path, LatentScale statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        Dictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(path)) // closed before it is replaced
        {
            if (ReadConfig(file).LatentChannels is var channels && channels != statistics.Mean.Count)
                throw new CheckpointException($"{path}: has {channels} latent channels; the statistics are of {statistics.Mean.Count}.");
            tensors = file.Tensors.Keys.ToDictionary(name => name, name => file.Read(name));
            metadata = new Dictionary<string, string>(file.Metadata);
        }
        Describe(metadata, statistics);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    private static void Describe(Dictionary<string, string> metadata, LatentScale statistics)
    {
        metadata["latent_mean"] = Join(statistics.Mean);
        metadata["latent_std"] = Join(statistics.StandardDeviation);
    }

    private static AutoencoderConfig ReadConfig(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue("config", out var json) || file.Metadata.GetValueOrDefault("format") != Format)
            throw new CheckpointException($"{file.Path} is a safetensors file, but not a LiteVae model: its metadata has no \"format\": \"{Format}\" and \"config\".");
        try
        {
            return AutoencoderConfigJson.Read(json, $"config of {file.Path}");
        }
        catch (ConfigException e)
        {
            throw new CheckpointException(e.Message, e);
        }
    }

    private static string Join(IEnumerable<double> values) =>
        string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
