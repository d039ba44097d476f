using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Distributed;
using LiteVae.Pictures;

namespace LiteVae.Evaluation;

/// <summary>Goes through a source once, in its order, in batches of images of one size.</summary>
/// <remarks>
/// Images are read ahead of time, while those before them are measured. A batch lies within a block of <see cref="EvaluationOptions.BatchSize"/>
/// places, so that batches do not depend on which images of other blocks can be read, and ranks can take turns with blocks.
/// </remarks>
internal static class ImageBatches
{
    private const int BlocksAhead = 64;

    /// <param name="source">The images.</param>
    /// <param name="options">Crop, limit, batch size.</param>
    /// <param name="total">The images to go through.</param>
    /// <param name="share">The rank whose blocks are read, of the ranks that take turns; null: all blocks.</param>
    public static IEnumerable<Batch> Read(IImageSource source, EvaluationOptions options, long total, RankShare? share = null)
    {
        var load = Load(options);
        // Whole images may be large: few of them wait in memory. One thread reads them, so that those that cannot be read
        // are named in the order of the source.
        var ahead = options.Resolution is null ? 2 : 2 * options.BatchSize;
        using var images = new Prefetcher<long, RgbImage?>(Announced(source, total, options.BatchSize, share ?? RankShare.Whole), (index, _) => source.TryLoad(index, load), workers: 1, ahead, "image reader");
        List<(long Index, RgbImage Image)> batch = [];
        foreach (var index in Indices(total, options.BatchSize, share ?? RankShare.Whole))
        {
            if (!images.TryNext(out var image))
                throw new InvalidOperationException("The reader ended before its images.");
            if (image is not null)
            {
                if (batch.Count > 0 && (image.Width, image.Height) != (batch[0].Image.Width, batch[0].Image.Height))
                {
                    yield return Of(batch, index);
                    batch.Clear();
                }
                batch.Add((index, image));
            }
            if (batch.Count > 0 && (index + 1) % options.BatchSize == 0)
            {
                yield return Of(batch, index + 1);
                batch.Clear();
            }
        }
        if (batch.Count > 0)
            yield return Of(batch, total);
    }

    public static LoadOptions Load(EvaluationOptions options) => new(options.Resolution, Random: false, Flip: false, Seed: 0);

    // The indices, of which a source of large files is told some blocks ahead.
    private static IEnumerable<long> Announced(IImageSource source, long total, int block, RankShare share)
    {
        var (own, step) = (0L, (long)block * share.Size);
        foreach (var index in Indices(total, block, share))
        {
            if (index % block == 0 && own++ % BlocksAhead == 0)
            {
                SequentialReadAhead.Tell(source, Enumerable.Range(0, BlocksAhead).Select(i => index + i * step).TakeWhile(first => first < total)
                    .Select(first => (first, (int)Math.Min(block, total - first))));
            }
            yield return index;
        }
    }

    private static IEnumerable<long> Indices(long total, int block, RankShare share)
    {
        for (long first = (long)block * share.Rank; first < total; first += (long)block * share.Size)
        {
            for (var index = first; index < Math.Min(first + block, total); index++)
                yield return index;
        }
    }

    private static Batch Of(List<(long Index, RgbImage Image)> batch, long done) =>
        new([.. batch.Select(b => b.Index)], [.. batch.Select(b => b.Image)], done);

    /// <param name="Indices">Places in the source.</param>
    /// <param name="Images">Images of one size.</param>
    /// <param name="Done">Images read or skipped so far.</param>
    internal sealed record Batch(IReadOnlyList<long> Indices, IReadOnlyList<RgbImage> Images, long Done);
}
