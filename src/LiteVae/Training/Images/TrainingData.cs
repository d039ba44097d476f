using LiteVae.Data;
using LiteVae.Data.Procedural;

namespace LiteVae.Training.Images;

/// <summary>The images of a run: those it learns from, and those held out. Owns both.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly IImageSource _opened;

    private TrainingData(IImageSource opened, IImageSource training, IImageSource validation)
    {
        (_opened, Training, Validation) = (opened, training, validation);
    }

    public IImageSource Training { get; }

    public IImageSource Validation { get; }

    /// <exception cref="DatasetException">A path is missing or holds no image, or fewer than would be held out.</exception>
    public static TrainingData Open(Recipe recipe)
    {
        var (config, size) = (recipe.Data, recipe.Train.Phases.Max(p => p.PictureSide));
        var seed = (ulong)recipe.Seed;
        var opened = ImageSources.Open(config.Path, seed, size);
        try
        {
            if (config.Validation is { } path)
                return new TrainingData(opened, Mixed(opened), ImageSources.Open(path, ~seed, size));
            if (opened.Count is not { } count)
                return new TrainingData(opened, opened, new ProceduralImageSource(~seed, size, config.Holdout));
            if (count == 1)
                return new TrainingData(opened, Mixed(opened), new SubsetImageSource(opened, [0], $"{config.Path}: its only image"));
            long holdout = Math.Min(config.Holdout, Math.Max(1, count / 2));
            long[] held = [.. Enumerable.Range(0, (int)holdout).Select(i => (2L * i + 1) * count / (2 * holdout))];
            return new TrainingData(
                opened,
                Mixed(new RemainingImageSource(opened, held, $"{config.Path}: {count - holdout} images")),
                new SubsetImageSource(opened, held, $"{config.Path}: {held.Length} images held out"));
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        IImageSource Mixed(IImageSource photographs)
        {
            var added = config.ProceduralShare == 0 || photographs.Count is not { } count ? 0
                : (long)Math.Round(count * config.ProceduralShare / (1 - config.ProceduralShare));
            return added == 0 ? photographs : new ConcatenatedImageSource(photographs, new ProceduralImageSource(seed, size, added));
        }
    }

    public void Dispose()
    {
        Validation.Dispose();
        Training.Dispose();
        _opened.Dispose();
    }
}
