using LiteVae.Autoencoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>A run's model with its weights as the optimizer left them; model.safetensors has their moving average.</summary>
public static class RawModel
{
    /// <summary>Builds the model of a run from its latest checkpoint, in evaluation mode.</summary>
    /// <exception cref="CheckpointException">The folder is no run, or its checkpoints are gone or damaged.</exception>
    public static Autoencoder Load(string run, Device? device = null)
    {
        var folder = new RunFolder(run);
        if (!File.Exists(folder.Config))
            throw new CheckpointException($"{run}: raw weights are in the checkpoints of a run folder, and this is none; a model file has one set of weights.");
        var recipe = RecipeReader.Read(folder.Config);
        var model = new Autoencoder(recipe.Model);
        try
        {
            var isFrozen = ModelHalves.IsFrozen(recipe.Train.Freeze);
            using (var weights = new FlatParameters(model, gradients: false, name => isFrozen?.Invoke(name) != true))
            using (var frozen = isFrozen is null ? null : new FlatParameters(model, gradients: false, isFrozen))
            {
                if (!new CheckpointStore(folder.Checkpoints, keep: 0, headline: null).LoadRawWeights(weights, frozen))
                    throw new CheckpointException($"{run}: there is no checkpoint in {folder.Checkpoints} to take raw weights from.");
            }
            if (device is not null)
                model.to(device);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
