using System.Security.Cryptography;
using LiteVae.Autoencoders;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Reads and writes model files: one safetensors file with the weights and, in its metadata, the config.</summary>
public static class ModelFile
{
    /// <summary>The value of the metadata key <c>format</c>.</summary>
    public const string Format = ModelHeader.Format;

    /// <summary>Reads the config, and nothing of the weights.</summary>
    /// <param name="path">A model file, or what <see cref="ModelSource.Open"/> reads of diffusers and CompVis.</param>
    /// <exception cref="CheckpointException">The file is missing, malformed, or no model that is supported.</exception>
    public static AutoencoderConfig ReadConfig(string path)
    {
        using var model = ModelSource.Open(path);
        return model.Header.Config;
    }

    /// <summary>The SHA-256 of a model file, by which latents and diffusion models know their first stage: 64 lowercase hexadecimal digits.</summary>
    /// <remarks>Of a folder of diffusers it is that of the files of weights one after the other.</remarks>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static string Digest(string path)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 20];
            foreach (var file in FilesOf(path))
            {
                using var stream = File.OpenRead(file);
                while (stream.Read(buffer) is var length && length > 0)
                    hash.AppendData(buffer, 0, length);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Builds the autoencoder and loads its weights, in evaluation mode.</summary>
    /// <param name="path">A model file, or what <see cref="ModelSource.Open"/> reads of diffusers and CompVis.</param>
    /// <param name="device">Where it computes; null for the processor.</param>
    /// <exception cref="CheckpointException">The file is missing, malformed, or its tensors do not fit its config; all of them are named.</exception>
    public static Autoencoder Load(string path, Device? device = null)
    {
        using var source = ModelSource.Open(path); // checks the tensors before modules of the size that the config asks for are made
        using var scope = NewDisposeScope();
        var model = new Autoencoder(source.Header.Config);
        try
        {
            StateDict.Load(model, source);
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
        using var scope = NewDisposeScope(); // of the views that name the weights
        SafetensorsWriter.Write(path, StateDict.Of(model), new ModelHeader(model.Config, statistics).ToMetadata());
    }

    /// <summary>The statistics that a model file holds, if its weights are those of a model, bit for bit.</summary>
    /// <returns>Null where there is no such file, it holds no statistics, or other weights.</returns>
    internal static LatentScale? StatisticsOfSame(string path, Autoencoder model)
    {
        if (!File.Exists(path))
            return null;
        using var scope = NewDisposeScope();
        try
        {
            using var file = SafetensorsFile.Open(path);
            var weights = StateDict.Of(model);
            return ModelHeader.Read(file).Scale is { } scale && weights.Keys.ToHashSet().SetEquals(file.Tensors.Keys)
                && weights.All(w => w.Value.detach().cpu().Equals(file.Read(w.Key))) ? scale : null;
        }
        catch (CheckpointException)
        {
            return null; // a file that is about to be replaced
        }
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
            if (ModelHeader.Read(file).Config.LatentChannels is var channels && channels != statistics.Mean.Count)
                throw new CheckpointException($"{path}: has {channels} latent channels; the statistics are of {statistics.Mean.Count}.");
            tensors = file.Tensors.Keys.ToDictionary(name => name, name => file.Read(name));
            metadata = new Dictionary<string, string>(file.Metadata);
        }
        statistics.Write(metadata);
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    private static IReadOnlyList<string> FilesOf(string path)
    {
        if (!ModelSource.IsDiffusersFolder(path))
            return [ShippedModels.Resolve(path)];
        using var model = ModelSource.Open(path);
        return model.Files;
    }
}
