using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Configuration;

namespace LiteVae.Diffusion.Recipes;

/// <summary>Everything that determines the training of a diffusion model. Read one with <see cref="DiffusionRecipeReader"/>.</summary>
public sealed record DiffusionRecipe : IValidated
{
    /// <summary>What the recipe is called: the shipped name, or the file it was read from.</summary>
    internal string Name { get; init; } = "recipe";

    /// <summary>Seed of weights, data order and noise.</summary>
    public long Seed { get; init; }

    /// <summary>The network. Its channels and labels follow from the data, whatever stands here.</summary>
    public DenoiserConfig Denoiser { get; init; } = DenoiserPresets.Get("ldm-mini");

    /// <summary>What is learned of the noise.</summary>
    public ProcessConfig Process { get; init; } = new();

    /// <summary>The autoencoder whose latents are learned.</summary>
    public FirstStageConfig FirstStage { get; init; } = new();

    /// <summary>The images.</summary>
    public LatentDataConfig Data { get; init; } = new();

    /// <summary>The optimization.</summary>
    public DiffusionTrainConfig Train { get; init; } = new();

    /// <summary>The samples that show how the training goes.</summary>
    public SampleConfig Samples { get; init; } = new();

    /// <summary>The same recipe with another number of steps.</summary>
    public DiffusionRecipe WithSteps(long steps) => this with { Train = Train with { Steps = steps } };

    /// <summary>The recipe as YAML, every value spelled out.</summary>
    public string ToYaml() => ConfigYaml.Write(ConfigWriter.ToNode(this));

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Process.Prediction == Codec.Diffusion.Prediction.Velocity && Samples.Sampler is Codec.Diffusion.Samplers.SamplerKind.Ddim or Codec.Diffusion.Samplers.SamplerKind.Dpmpp2M)
            yield return new ConfigProblem("samples.sampler", "a rectified flow is sampled by euler or heun");
        if (Process.Prediction != Codec.Diffusion.Prediction.Velocity && Samples.Steps > Process.Schedule.Steps)
            yield return new ConfigProblem("samples.steps", $"expected at most the schedule's {Process.Schedule.Steps}; found {Samples.Steps}");
    }
}
