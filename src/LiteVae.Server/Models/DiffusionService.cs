using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Diffusion;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Models;

/// <summary>The diffusion model, where one is served: loaded at the start, and kept.</summary>
internal sealed class DiffusionService : IDisposable
{
    private readonly DiffusionPipeline? _pipeline;

    public DiffusionService(ServerOptions options)
    {
        if (options.Diffusion is { } model)
            _pipeline = DiffusionPipeline.Load(model, new DiffusionPipelineOptions { FirstStage = options.FirstStage is { } first ? ModelLocation.Find(first) : null });
    }

    /// <summary>The model's config.</summary>
    /// <exception cref="ProblemException">None is served.</exception>
    public DiffusionConfig Config => (_pipeline ?? throw new ProblemException(Problem.NoDiffusionModel, "The service was started without --diffusion.")).Model.Config;

    /// <summary>Draws the picture of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="options">What is drawn, and how.</param>
    /// <param name="observe">Told after each step.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public RgbImage Draw(long seed, GenerationOptions options, Action<SamplerStep> observe, CancellationToken cancellationToken) =>
        _pipeline!.Sample(seed, 0, 1, options, observe, cancellationToken)[0];

    /// <summary>How the picture looks that the sampler expects at a step.</summary>
    public RgbImage Preview(SamplerStep step, CancellationToken cancellationToken) => _pipeline!.Preview(step, cancellationToken);

    /// <summary>What clients are told of the model; null where none is served.</summary>
    public DiffusionInfo? Describe() => _pipeline is { Model.Config: var config } ? new(config.LatentShape, config.Classes) : null;

    public void Dispose() => _pipeline?.Dispose();
}
