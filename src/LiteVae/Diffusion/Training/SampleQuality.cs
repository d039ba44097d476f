using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Data;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Evaluation.Generation;

namespace LiteVae.Diffusion.Training;

/// <summary>Judges the samples of a finished training against what it was trained on.</summary>
internal static class SampleQuality
{
    private static readonly string[] s_metrics = ["fid_random", "mmd_random"];

    /// <summary>Draws and measures as many samples as the recipe asks for.</summary>
    /// <param name="recipe">The recipe; at least 2 samples are evaluated.</param>
    /// <param name="model">What the model's file says of it.</param>
    /// <param name="network">The denoiser.</param>
    /// <param name="set">The latents that were learned; their decoded pictures stand for images that are not at hand.</param>
    /// <param name="firstStage">Decodes.</param>
    /// <param name="cancellationToken">Ends early, with what is known from whole batches.</param>
    /// <returns>Figures by name, and what they were measured on, in words.</returns>
    public static (IReadOnlyDictionary<string, double> Metrics, string EvaluatedOn) Measure(
        DiffusionRecipe recipe, DiffusionHeader model, IDenoiserNetwork network, LatentSet set, LatentCodec firstStage, CancellationToken cancellationToken)
    {
        using var images = OpenImages(recipe, set, firstStage);
        var samples = recipe.Samples;
        var options = new GenerationEvaluationOptions { Samples = samples.Evaluated, BatchSize = recipe.Train.BatchSize, Metrics = s_metrics, Seed = (ulong)samples.Seed };
        var generator = new DiffusionGenerator(model, network, firstStage, samples.Seed, samples.OptionsFor(model.Config));
        var result = GenerationEvaluator.Evaluate(generator, images, options, progress: null, cancellationToken);
        return (s_metrics.Where(result.Metrics.ContainsKey).ToDictionary(m => m, m => result.Metrics[m]),
            $"{result.Samples} samples against {result.Images} of {images.Description}");
    }

    // Only latents are needed to train: the images may be gone by now.
    private static IImageSource OpenImages(DiffusionRecipe recipe, LatentSet set, LatentCodec firstStage)
    {
        if (!TrainingImages.IsLatents(recipe.Data.Path))
        {
            try
            {
                return TrainingImages.Open(recipe);
            }
            catch (DatasetException)
            {
                // The latents of the same images are at hand; the description of the source tells that these were taken.
            }
        }
        return new LatentPictureSource(set, firstStage);
    }
}
