using LiteVae.Autoencoders;
using LiteVae.Codec.Kernels;
using LiteVae.Runtime;
using LiteVae.Training.Observers;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>Says what a run is, for its observers.</summary>
internal static class RunDescription
{
    public static RunInfo Of(
        Recipe recipe, RunFolder folder, Autoencoder model, TrainingData data, TrainingSchedule schedule, TrainingState state, Device device) => new()
        {
            Folder = folder.Root,
            Recipe = recipe.Name,
            ConfigYaml = recipe.ToYaml(),
            Model = ModelSummary.Describe(recipe.Model),
            EncoderParameters = ModelSummary.Parameters(model.Encoder),
            DecoderParameters = ModelSummary.Parameters(model.Decoder),
            LatentChannels = recipe.Model.LatentChannels,
            Data = data.Training.Description,
            DataCount = data.Training.Count,
            Phases = [.. recipe.Train.Phases.Select(p => new PhaseInfo(p.Resolution, p.Steps, p.BatchSize))],
            TotalSteps = schedule.TotalSteps,
            TotalImages = schedule.TotalImages,
            ResumedAtStep = state.Step,
            Hardware = device.type == TorchSharp.DeviceType.CPU ? Hardware.Processor : $"{device}",
            Threads = TorchRuntime.Threads,
        };
}
