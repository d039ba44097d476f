using LiteVae.Checkpoints;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Models.Files;
using LiteVae.Diffusion.Denoisers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Diffusion;

/// <summary>Reads and writes the files of diffusion models: one safetensors file with the denoiser's weights and, in its metadata, the config.</summary>
public static class DiffusionFile
{
    /// <summary>Reads what the file says of itself, and nothing of the weights.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or not a diffusion model.</exception>
    public static DiffusionHeader ReadHeader(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return DiffusionHeader.Read(file);
    }

    /// <summary>Builds the denoiser and loads its weights, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it computes; null for the processor.</param>
    /// <exception cref="CheckpointException">The file is missing, malformed, or its tensors do not fit its config; all of them are named.</exception>
    public static Denoiser Load(string path, Device? device = null)
    {
        using var file = SafetensorsFile.Open(path);
        var config = DiffusionHeader.Read(file).Config.Denoiser;
        DenoiserNetwork.Check(config, file); // before modules of the size that the config asks for are made
        using var scope = NewDisposeScope();
        var denoiser = Denoiser.Create(config);
        try
        {
            StateDict.Load(denoiser, file);
            if (device is not null && device.type != DeviceType.CPU)
                denoiser.to(device);
            denoiser.eval();
            foreach (var parameter in denoiser.parameters())
                parameter.DetachFromDisposeScope();
            return denoiser;
        }
        catch
        {
            denoiser.Dispose();
            throw;
        }
    }

    /// <summary>Writes a diffusion model, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="denoiser">Its parameters are written as float32.</param>
    /// <param name="header">What the file says of itself; its denoiser's config is that of <paramref name="denoiser"/>.</param>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public static void Save(string path, Denoiser denoiser, DiffusionHeader header)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        ArgumentNullException.ThrowIfNull(header);
        header.Config.ThrowIfInvalid();
        using var scope = NewDisposeScope(); // of the views that name the weights
        SafetensorsWriter.Write(path, StateDict.Of(denoiser), header.ToMetadata());
    }
}
