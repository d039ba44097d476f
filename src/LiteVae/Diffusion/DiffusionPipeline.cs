using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Codec.Models.Files;
using LiteVae.Diffusion.Denoisers;
using LiteVae.Evaluation.Generation;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using static TorchSharp.torch;

namespace LiteVae.Diffusion;

/// <summary>A diffusion model with its first stage: draws pictures. Owns both.</summary>
public sealed class DiffusionPipeline : IDisposable
{
    private readonly IDenoiserNetwork _network;
    private readonly Denoiser? _module;

    private DiffusionPipeline(DiffusionHeader model, IDenoiserNetwork network, Denoiser? module, LatentCodec firstStage, RunFolder folder) =>
        (Model, _network, _module, FirstStage, Folder) = (model, network, module, firstStage, folder);

    /// <summary>What the model's file says of it.</summary>
    public DiffusionHeader Model { get; }

    /// <summary>Decodes latents; the pipeline's.</summary>
    internal LatentCodec FirstStage { get; }

    /// <summary>The folder of the model's file, which may be a run's.</summary>
    internal RunFolder Folder { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="model">A diffusion model's file, or the run folder that holds it.</param>
    /// <param name="options">How it is loaded.</param>
    /// <exception cref="CheckpointException">A file is missing or damaged, or the first stage is not the model's.</exception>
    /// <exception cref="ConfigException">The first stage has other latents.</exception>
    public static DiffusionPipeline Load(string model, DiffusionPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        var path = ModelLocation.Find(model);
        var header = DiffusionFile.ReadHeader(path);
        var firstStagePath = FindFirstStage(path, header, options);
        var firstStage = LatentCodec.Load(firstStagePath);
        try
        {
            if (firstStage.Config.LatentChannels != header.Config.LatentShape[0])
                throw new ConfigException("first stage", $"the model draws latents of {header.Config.LatentShape[0]} channels; those of {firstStagePath} have {firstStage.Config.LatentChannels}");
            if (options.Device is null && CodecRuntime.KernelsEnabled)
            {
                using var file = SafetensorsFile.Open(path);
                return new DiffusionPipeline(header, DenoiserNetwork.Create(header.Config.Denoiser, file), null, firstStage, FolderOf(path));
            }
            var module = DiffusionFile.Load(path, options.Device);
            return new DiffusionPipeline(header, new ModuleDenoiser(module, options.Device ?? CPU), module, firstStage, FolderOf(path));
        }
        catch
        {
            firstStage.Dispose();
            throw;
        }
    }

    /// <summary>Draws pictures. Picture i is a function of the seed and of i, whatever batch it is drawn in.</summary>
    /// <param name="seed">The seed of all pictures.</param>
    /// <param name="first">The number of the first picture.</param>
    /// <param name="count">How many are drawn together.</param>
    /// <param name="options">What is drawn, and how.</param>
    /// <param name="observe">Told after each step of the sampler.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <exception cref="ConfigException">The model has no such class, cannot be guided, or does not go with the sampler.</exception>
    /// <exception cref="InvalidDataException">A latent is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public IReadOnlyList<RgbImage> Sample(
        long seed, long first, int count, GenerationOptions options, Action<SamplerStep>? observe = null, CancellationToken cancellationToken = default)
    {
        var latents = SampleLatents(seed, first, count, options, observe, cancellationToken);
        return [.. latents.Select(latent => LatentPictures.Decode(FirstStage, latent, Model.Config.LatentShape, cancellationToken))];
    }

    /// <summary>Draws latents, [Z,h,w] each, on the scale of the first stage.</summary>
    /// <inheritdoc cref="Sample"/>
    public IReadOnlyList<float[]> SampleLatents(
        long seed, long first, int count, GenerationOptions options, Action<SamplerStep>? observe = null, CancellationToken cancellationToken = default) =>
        new LatentGenerator(Model, _network).Draw(seed, first, count, options, observe, cancellationToken);

    /// <summary>Decodes what the sampler takes for the first of the clean latents at a step: how the picture comes out of the noise.</summary>
    /// <param name="step">As an observer is told it, before the observer returns.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">The step is of another model.</exception>
    public RgbImage Preview(SamplerStep step, CancellationToken cancellationToken = default)
    {
        var shape = Model.Config.LatentShape;
        var (length, positions) = (shape[0] * shape[1] * shape[2], shape[1] * shape[2]);
        if (step.Clean.Length < length)
            throw new ArgumentException($"The model's latents have {length} values; got {step.Clean.Length}.", nameof(step));
        var latent = new float[length];
        for (var i = 0; i < length; i++)
            latent[i] = (float)Model.Scale.Denormalize(step.Clean.Span[i], i / positions);
        return LatentPictures.Decode(FirstStage, latent, shape, cancellationToken);
    }

    /// <summary>A latent on the scale of the model: (z - mean) / std per channel.</summary>
    internal double[] Normalize(float[] latent)
    {
        var positions = Model.Config.LatentShape[1] * Model.Config.LatentShape[2];
        return [.. latent.Select((value, i) => Model.Scale.Normalize(value, i / positions))];
    }

    /// <summary>The pipeline as a generator of the pictures of one seed.</summary>
    internal IImageGenerator Generator(long seed, GenerationOptions options) => new DiffusionGenerator(Model, _network, FirstStage, seed, options);

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _module?.Dispose();
        FirstStage.Dispose();
    }

    private static RunFolder FolderOf(string path) => new(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private static string FindFirstStage(string path, DiffusionHeader header, DiffusionPipelineOptions options)
    {
        if (options.FirstStage is null)
        {
            var beside = FolderOf(path).FirstStage;
            if (!File.Exists(beside))
                throw new CheckpointException($"{path}: the first stage that decodes its latents is not beside it ({Path.GetFileName(beside)}): name it with --first-stage");
            return Require(beside);
        }
        return Require(ModelLocation.Find(options.FirstStage));

        string Require(string firstStage)
        {
            if (!options.AnyFirstStage && header.Config.FirstStage.Length > 0 && ModelFile.Digest(firstStage) is var digest && digest != header.Config.FirstStage)
                throw new CheckpointException($"{firstStage}: is not the first stage that {path} was trained with: its SHA-256 begins with {digest[..12]}, that of the model's with {header.Config.FirstStage[..12]}. --any-first-stage takes it all the same");
            return firstStage;
        }
    }
}
