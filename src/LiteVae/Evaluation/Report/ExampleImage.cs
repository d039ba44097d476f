using LiteVae.Autoencoders;
using LiteVae.Data;
using LiteVae.Evaluation.Candidates;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Report;

/// <summary>An image that stands for the best, median or worst of a set, and what each candidate makes of it.</summary>
/// <param name="Rank">"worst", "median" or "best" by the first candidate's values.</param>
/// <param name="Name">The image's name in the data.</param>
/// <param name="Metric">The metric by which images are ranked: lpips where it was measured, else psnr, else ssim.</param>
/// <param name="Original">The image.</param>
/// <param name="Reconstructions">One for each candidate, in their order.</param>
public sealed record ExampleImage(string Rank, string Name, string Metric, RgbImage Original, IReadOnlyList<ExampleReconstruction> Reconstructions)
{
    private static readonly string[] RankedBy = ["lpips", "psnr", "ssim"];

    /// <summary>Ranks the images by the first candidate's values, and has every candidate reconstruct the chosen ones again: no reconstruction was kept.</summary>
    /// <param name="candidates">The candidates; at least one.</param>
    /// <param name="results">Their results on the same images, in the same order.</param>
    /// <param name="source">The data that the results are of.</param>
    /// <param name="options">The options of that evaluation.</param>
    /// <returns>Worst, median, best; fewer where there are fewer images, none where no metric ranks them.</returns>
    /// <exception cref="ArgumentException">There is no candidate, or the numbers of candidates and results differ.</exception>
    public static IReadOnlyList<ExampleImage> Of(
        IReadOnlyList<ICandidate> candidates, IReadOnlyList<ReconstructionResult> results, IImageSource source, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (candidates.Count == 0 || candidates.Count != results.Count)
            throw new ArgumentException($"Examples need a result for each of one or more candidates; got {candidates.Count} candidates and {results.Count} results.", nameof(results));
        if (RankedBy.FirstOrDefault(m => results[0].Values.GetValueOrDefault(m, []).Any(double.IsFinite)) is not { } metric)
            return [];
        var better = MetricInfo.Of(metric).Better;
        int[] ranked = [.. Enumerable.Range(0, results[0].Indices.Count)
            .Where(i => double.IsFinite(results[0].Values[metric][i])).OrderBy(i => better * results[0].Values[metric][i])];
        (string Rank, int Place)[] places = [("worst", 0), ("median", ranked.Length / 2), ("best", ranked.Length - 1)];
        return [.. places.DistinctBy(p => p.Place).Select(p => Make(p.Rank, ranked[p.Place])).OfType<ExampleImage>()];

        ExampleImage? Make(string rank, int image)
        {
            var index = results[0].Indices[image];
            return source.TryLoad(index, ImageBatches.Load(options)) is { } original
                ? new(rank, source.NameOf(index), metric, original, [.. candidates.Zip(results, (c, r) =>
                    new ExampleReconstruction(r.Name, r.Values.TryGetValue(metric, out var values) ? values[image] : double.NaN, Reconstruct(c, original, index)))])
                : null;
        }
    }

    private static RgbImage Reconstruct(ICandidate candidate, RgbImage original, long index)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var made = candidate.Reconstruct(SizePadding.Pad(ImageTensors.ToTensor(original), candidate.Factor), [index]);
        return ImageTensors.ToImages(SizePadding.Crop(made.Images, original.Height, original.Width))[0];
    }
}
