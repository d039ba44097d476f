using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Diffusion.Training;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Generation;
using LiteVae.Runs.Folders;

namespace LiteVae.Diffusion;

/// <summary>Judges the samples of a diffusion model against real images.</summary>
public static class DiffusionEvaluator
{
    /// <summary>Draws samples and measures them; of the latents, moments are compared too where those of the training are at hand.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="options">What is drawn, against which images, and which metrics.</param>
    /// <param name="progress">Called as images are read and samples drawn.</param>
    /// <param name="cancellationToken">Ends early, with what is known from whole batches.</param>
    /// <exception cref="ConfigException">A metric is not known, the model does not go with the options, or nothing says which images are meant.</exception>
    /// <exception cref="CheckpointException">A metric's weights are missing; nothing was drawn.</exception>
    /// <exception cref="DatasetException">The images cannot be read.</exception>
    /// <exception cref="InvalidDataException">A sample is not finite.</exception>
    public static GenerationResult Evaluate(
        DiffusionPipeline pipeline, DiffusionEvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        GenerationMetrics.Check(options.Evaluation.Metrics);
        var generator = pipeline.Generator(options.Seed, options.Generation);
        var recipe = File.Exists(pipeline.Folder.Config) ? DiffusionRecipeReader.Read(pipeline.Folder.Config) : null;
        using var set = OpenLatents(pipeline.Folder, recipe);
        using var images = OpenImages(pipeline, options, recipe, set, generator.ImageSize);
        var result = GenerationEvaluator.Evaluate(generator, images, options.Evaluation, progress, cancellationToken);
        return set is null || set.Shape[0] != generator.LatentShape[0] ? result
            : result with { RealLatents = PosteriorStatistics.Of(set, options.Evaluation.Samples, (ulong)options.Seed) };
    }

    private static LatentSet? OpenLatents(RunFolder folder, DiffusionRecipe? recipe) =>
        recipe is not null && TrainingImages.IsLatents(recipe.Data.Path) ? LatentSet.Open(recipe.Data.Path)
        : TrainingImages.IsLatents(folder.Latents) ? LatentSet.Open(folder.Latents)
        : null;

    private static IImageSource OpenImages(
        DiffusionPipeline pipeline, DiffusionEvaluationOptions options, DiffusionRecipe? recipe, LatentSet? set, (int Height, int Width) size)
    {
        if (options.Data is { } data)
            return ImageSources.Open(data, (ulong)options.Seed, Math.Max(size.Height, size.Width));
        if (recipe is null)
            throw new ConfigException("--data", $"there is no config.yaml in {pipeline.Folder.Root} that names the images which the model was trained on: name a folder of images, or \"{ImageSources.Procedural}\"");
        return TrainingImages.IsLatents(recipe.Data.Path) ? new LatentPictureSource(set!, pipeline.FirstStage) : TrainingImages.Open(recipe);
    }
}
