using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Runs.Folders;

/// <summary>Finds the model that a user names: a model file, a run folder, a model of diffusers or CompVis, or the name of a shipped model.</summary>
public static class ModelLocation
{
    /// <summary>The path of the model: of a file, or of a folder of diffusers.</summary>
    /// <exception cref="CheckpointException">There is none; the message says what is accepted.</exception>
    public static string Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (File.Exists(model))
            return model;
        if (!Directory.Exists(model))
        {
            return ShippedModels.Find(model) ?? throw new CheckpointException($"{model}: there is no such model. Expected a model file (.safetensors), a run folder, a model of diffusers or CompVis, "
                + $"or the name of a shipped model ({string.Join(", ", ShippedModels.Names)}).");
        }
        var run = new RunFolder(model);
        if (File.Exists(run.Model))
            return run.Model;
        if (ModelSource.IsDiffusersFolder(model))
            return model;
        throw new CheckpointException(File.Exists(run.Config)
            ? $"{model}: this run has not finished, so it has no model yet. Go on with: {(Directory.Exists(run.Latents) || Directory.Exists(run.FirstStageRun) ? "litevae diffusion train" : "litevae train")} --resume {model}"
            : $"{model}: this folder is no run; expected a model file (.safetensors), a run folder with model.safetensors, or a folder of diffusers with config.json.");
    }
}
