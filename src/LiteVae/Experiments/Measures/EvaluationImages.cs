using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Training;
using LiteVae.Training.Images;

namespace LiteVae.Experiments.Measures;

/// <summary>The images that rows are measured on: the same for all, and none of those that were learned. Owns its source.</summary>
internal sealed class EvaluationImages : IDisposable
{
    // The seed of no training: recipes count theirs from 0.
    private const ulong Seed = 0x4C69_7465_5641_4531;

    private readonly IDisposable _opened;

    private EvaluationImages(IImageSource source, IDisposable opened) => (Source, _opened) = (source, opened);

    public IImageSource Source { get; }

    /// <summary>Opens the images of a row's data.</summary>
    /// <param name="recipe">Of a row; rows with the same data have the same images.</param>
    /// <param name="resolution">Side of the images, in pixels.</param>
    /// <param name="count">The most images; null: all that are held out.</param>
    /// <exception cref="DatasetException">The images cannot be found.</exception>
    public static EvaluationImages Open(Recipe recipe, int resolution, int? count)
    {
        if (recipe.Data.Path == ImageSources.Procedural && recipe.Data.Validation is null)
        {
            // Composed at this size, so that the pictures of all sizes are the same ones.
            var procedural = new ProceduralImageSource(Seed, resolution, count ?? recipe.Data.Holdout);
            return new EvaluationImages(procedural, procedural);
        }
        var data = TrainingData.Open(recipe);
        var total = (int)Math.Min(data.Validation.Count ?? int.MaxValue, count ?? int.MaxValue);
        return new EvaluationImages(Part(data.Validation, Enumerable.Range(0, total)), data);
    }

    /// <summary>Every so-manieth image, beginning with one of the first: groups of images without one in common.</summary>
    /// <param name="first">The group's first image.</param>
    /// <param name="groups">All groups.</param>
    public IImageSource Group(int first, int groups) => Part(Source, Enumerable.Range(0, (int)Source.Count!.Value).Where(i => i % groups == first));

    /// <inheritdoc/>
    public void Dispose() => _opened.Dispose();

    private static SubsetImageSource Part(IImageSource whole, IEnumerable<int> indices)
    {
        long[] chosen = [.. indices.Select(i => (long)i)];
        return new SubsetImageSource(whole, chosen, $"{chosen.Length} images of {whole.Description}");
    }
}
