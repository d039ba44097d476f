using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Denoisers.Stages;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Tests;

namespace LiteVae.Server.Tests;

/// <summary>Files of models that compute in milliseconds.</summary>
internal static class TinyModels
{
    private static readonly UNetConfig s_unet = new() { Channels = 8, Multipliers = [1], ResBlocks = 1 };

    public static AutoencoderConfig Config { get; } = new()
    {
        Encoder = new LiteVaeEncoderConfig { Extractor = s_unet, Aggregator = s_unet },
        Decoder = new DecoderConfig { Channels = 8, Multipliers = [1, 1, 1, 1], ResBlocks = 1, MidAttention = false },
    };

    public static LatentScale Scale { get; } = new([0.5, -0.5, 0, 1], [1, 2, 0.5, 1.5]);

    /// <summary>Writes an autoencoder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">Another seed gives another model.</param>
    public static string WriteAutoencoder(string path, ulong seed = 1)
    {
        SafetensorsFile.Write(path, new RandomModel(Config, seed).Stored(), new ModelHeader(Config, Scale).ToMetadata());
        return path;
    }

    /// <summary>Writes a diffusion model of two classes into a folder, with its first stage beside it.</summary>
    /// <returns>The model's file.</returns>
    public static string WriteDiffusion(string folder)
    {
        WriteAutoencoder(Path.Combine(folder, "first-stage.safetensors"));
        var config = new DiffusionConfig
        {
            Denoiser = new DitConfig { Channels = 4, Width = 8, Heads = 1, Depth = 1, Labels = 3 },
            Prediction = Prediction.Velocity,
            Classes = ["cat", "dog"],
            LatentShape = [4, 4, 4],
        };
        var declared = new Weights(null);
        DenoiserStage.Create(config.Denoiser, declared).Dispose();
        var weights = new RandomTensors(declared.Declared);
        var path = Path.Combine(folder, "model.safetensors");
        SafetensorsFile.Write(path, weights.Tensors.Select(tensor =>
        {
            var values = new float[tensor.Value.Count];
            weights.Read(tensor.Key, values);
            return StoredTensor.Of(tensor.Key, tensor.Value.Shape, values);
        }), new DiffusionHeader(config, Scale).ToMetadata());
        return path;
    }
}
