using LiteVae.Data;
using LiteVae.Pictures;

namespace LiteVae.Evaluation;

/// <summary>Goes through a source once, in its order, in batches of images of one size.</summary>
internal static class ImageBatches
{
    /// <param name="source">The images.</param>
    /// <param name="options">Crop, limit, batch size.</param>
    /// <param name="total">The images to go through.</param>
    public static IEnumerable<Batch> Read(IImageSource source, EvaluationOptions options, long total)
    {
        var load = Load(options);
        List<(long Index, RgbImage Image)> batch = [];
        for (long index = 0; index < total; index++)
        {
            if (source.TryLoad(index, load) is { } image)
            {
                if (batch.Count > 0 && (image.Width, image.Height) != (batch[0].Image.Width, batch[0].Image.Height))
                {
                    yield return Of(batch, index);
                    batch.Clear();
                }
                batch.Add((index, image));
            }
            if (batch.Count == options.BatchSize)
            {
                yield return Of(batch, index + 1);
                batch.Clear();
            }
        }
        if (batch.Count > 0)
            yield return Of(batch, total);
    }

    public static LoadOptions Load(EvaluationOptions options) => new(options.Resolution, Random: false, Flip: false, Seed: 0);

    private static Batch Of(List<(long Index, RgbImage Image)> batch, long done) =>
        new([.. batch.Select(b => b.Index)], [.. batch.Select(b => b.Image)], done);

    /// <param name="Indices">Places in the source.</param>
    /// <param name="Images">Images of one size.</param>
    /// <param name="Done">Images read or skipped so far.</param>
    internal sealed record Batch(IReadOnlyList<long> Indices, IReadOnlyList<RgbImage> Images, long Done);
}
