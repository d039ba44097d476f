using System.Globalization;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Diffusion;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>Which model is sampled, and how.</summary>
internal sealed record SamplingRequest
{
    public required string Model { get; init; }

    public required long Seed { get; init; }

    public SamplerKind? Sampler { get; init; }

    public required int Steps { get; init; }

    public double Eta { get; init; }

    public string? Class { get; init; }

    public double Guidance { get; init; } = 1;

    public string? FirstStage { get; init; }

    public bool AnyFirstStage { get; init; }

    public required int Batch { get; init; }

    public required Compute Compute { get; init; }

    /// <summary>Loads the model; the caller's.</summary>
    public DiffusionPipeline Open() => Open(Model, Compute, new DiffusionPipelineOptions { FirstStage = FirstStage, AnyFirstStage = AnyFirstStage });

    /// <summary>Loads a model where the user wants it computed: on a processor without libtorch.</summary>
    public static DiffusionPipeline Open(string model, Compute compute, DiffusionPipelineOptions options)
    {
        var pipeline = DiffusionPipeline.Load(model, options with { Device = compute.Device == "cpu" ? null : compute.Prepare() });
        compute.SetThreads();
        return pipeline;
    }

    /// <summary>What is drawn from a model.</summary>
    /// <exception cref="ConfigException">The model has no such class.</exception>
    public GenerationOptions OptionsFor(DiffusionConfig config) => new()
    {
        Sampler = new SamplerOptions { Kind = Sampler ?? (config.Prediction == Prediction.Velocity ? SamplerKind.Heun : SamplerKind.Ddim), Steps = Steps, Eta = Eta },
        Class = Class is { } name ? ClassOf(name, config.Classes) : null,
        Guidance = Guidance,
    };

    private static int ClassOf(string name, IReadOnlyList<string> classes)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (classes[i] == name)
                return i;
        }
        return int.TryParse(name, CultureInfo.InvariantCulture, out var number) && number >= 0 && number < classes.Count
            ? number
            : throw new ConfigException("--class", classes.Count == 0
                ? "this model was trained without classes"
                : $"\"{name}\" is no class of this model; it has {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", …" : "")}");
    }
}
