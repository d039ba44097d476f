using LiteVae.Autoencoders;
using LiteVae.Data;
using LiteVae.Evaluation.Candidates;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Report;

/// <summary>An image that stands for a candidate's best, median or worst.</summary>
/// <param name="Rank">"worst", "median" or "best".</param>
/// <param name="Name">The image's name in the data.</param>
/// <param name="Metric">The metric by which images are ranked: lpips where it was measured, else psnr, else ssim.</param>
/// <param name="Value">The metric's value for this image.</param>
/// <param name="Original">The image.</param>
/// <param name="Reconstruction">The candidate's reconstruction of it.</param>
public sealed record ExampleImage(string Rank, string Name, string Metric, double Value, RgbImage Original, RgbImage Reconstruction)
{
    private static readonly string[] RankedBy = ["lpips", "psnr", "ssim"];

    /// <summary>Ranks the images, and reconstructs the chosen ones again: none was kept.</summary>
    /// <param name="candidate">The candidate; it reconstructs these images again.</param>
    /// <param name="result">Its result.</param>
    /// <param name="source">The data that the result is of.</param>
    /// <param name="options">The options of that evaluation.</param>
    /// <returns>Worst, median, best; fewer where there are fewer images, none where no metric ranks them.</returns>
    public static IReadOnlyList<ExampleImage> Of(ICandidate candidate, ReconstructionResult result, IImageSource source, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (RankedBy.FirstOrDefault(m => result.Values.GetValueOrDefault(m, []).Any(double.IsFinite)) is not { } metric)
            return [];
        var better = MetricInfo.Of(metric).Better;
        var ranked = result.Indices.Zip(result.Values[metric]).Where(v => double.IsFinite(v.Second)).OrderBy(v => better * v.Second).ToList();
        (string Rank, int Place)[] places = [("worst", 0), ("median", ranked.Count / 2), ("best", ranked.Count - 1)];
        return [.. places.DistinctBy(p => p.Place).Select(p => Make(p.Rank, ranked[p.Place].First, ranked[p.Place].Second)).OfType<ExampleImage>()];

        ExampleImage? Make(string rank, long index, double value) => source.TryLoad(index, ImageBatches.Load(options)) is { } original
            ? new(rank, source.NameOf(index), metric, value, original, Reconstruct(candidate, original, index))
            : null;
    }

    private static RgbImage Reconstruct(ICandidate candidate, RgbImage original, long index)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var made = candidate.Reconstruct(SizePadding.Pad(ImageTensors.ToTensor(original), candidate.Factor), [index]);
        return ImageTensors.ToImages(SizePadding.Crop(made.Images, original.Height, original.Width))[0];
    }
}
