using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation.Features;
using LiteVae.Evaluation.Metrics;
using LiteVae.Evaluation.Metrics.Images;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Judges images that some other program made, against a reference, without a model.</summary>
/// <remarks>
/// PSNR, SSIM and LPIPS compare images of the same name (whatever the extension); FID and KID compare all images of the
/// one set with all of the other.
/// </remarks>
public static class FolderComparison
{
    /// <summary>Compares two sets of images.</summary>
    /// <param name="name">What the result is called.</param>
    /// <param name="images">What is judged.</param>
    /// <param name="reference">The originals.</param>
    /// <param name="options">Crops, limit (of the reference), metrics.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancellationToken">Ends early, with what is known so far.</param>
    /// <returns>The indices are those of the reference.</returns>
    /// <exception cref="ConfigException">A metric is not known, or needs a model.</exception>
    /// <exception cref="DatasetException">No names match, a pair differs in size, or nothing can be read.</exception>
    public static ReconstructionResult Evaluate(
        string name, IImageSource images, IImageSource reference, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        MetricInfo.Check(options.Metrics);
        if (MetricInfo.All.FirstOrDefault(m => m.NeedsModel && options.Metrics.Contains(m.Name)) is { } latent)
            throw new ConfigException("metrics", $"{latent.Name} is of a model's latent; two folders of images have none");
        using var metrics = new MetricSet(options);
        var pairs = metrics.PerImage.Count > 0 ? Pairs(images, reference, options) : [];
        long count = Total(images, options), referenceCount = Total(reference, options);
        var (done, total) = (0L, pairs.Length + (metrics.Network is null ? 0 : count + referenceCount));
        void Step(long by) => progress?.Invoke(new EvaluationProgress(done += by, total));

        var values = new ImageValues(metrics.PerImage);
        List<long> indices = [];
        foreach (var (index, partner) in pairs.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            if (Measure(images, partner, reference, index, values, options))
                indices.Add(index);
            Step(1);
        }
        if (pairs.Length > 0 && indices.Count == 0 && !cancellationToken.IsCancellationRequested)
            throw new DatasetException($"{images.Description}: of {pairs.Length} pairs not one can be read.");
        var figures = new SetFigures();
        if (metrics.Network is not null)
        {
            using var features = metrics.NewFeatures(options.Seed + 1)!;
            AddAll(metrics.Reference!, reference, referenceCount, options, Step, cancellationToken);
            AddAll(features, images, count, options, Step, cancellationToken);
            figures.Take(features.CompareWith(metrics.Reference!));
            if (pairs.Length == 0)
                indices = [.. Enumerable.Range(0, (int)features.Count).Select(i => (long)i)];
        }
        if (metrics.PerImage.Count > 0 && pairs.Length < referenceCount)
            figures.Warnings.Add($"{referenceCount - pairs.Length} of {referenceCount} reference images have no partner of the same name");
        return new ReconstructionResult
        {
            Name = name,
            Resolution = options.Resolution,
            Metrics = values.Means.Concat(figures.Values).ToDictionary(),
            Values = values.All,
            Indices = indices,
            Skipped = images.Skipped.Count + reference.Skipped.Count,
            Partial = cancellationToken.IsCancellationRequested && done < total,
            Warnings = [.. figures.Warnings, .. values.Warnings],
        };
    }

    private static (long Index, long Partner)[] Pairs(IImageSource images, IImageSource reference, EvaluationOptions options)
    {
        static string Stem(string name) => Path.ChangeExtension(name, null);
        var partners = new Dictionary<string, long>(StringComparer.Ordinal);
        for (long i = 0; i < images.Count; i++)
        {
            if (!partners.TryAdd(Stem(images.NameOf(i)), i))
                throw new DatasetException($"{images.Description}: {images.NameOf(i)} and {images.NameOf(partners[Stem(images.NameOf(i))])} are both {Stem(images.NameOf(i))}: pairs are not clear.");
        }
        List<(long, long)> pairs = [];
        for (long i = 0; i < Total(reference, options); i++)
        {
            if (partners.TryGetValue(Stem(reference.NameOf(i)), out var partner))
                pairs.Add((i, partner));
        }
        return pairs.Count > 0 ? [.. pairs]
            : throw new DatasetException($"{images.Description}, none of which has the name of one in {reference.Description}. PSNR, SSIM and LPIPS compare images of one name; rfid and kid need no pairs.");
    }

    private static bool Measure(
        IImageSource images, long partner, IImageSource reference, long index, ImageValues values, EvaluationOptions options)
    {
        var load = ImageBatches.Load(options);
        if (images.TryLoad(partner, load) is not { } image || reference.TryLoad(index, load) is not { } original)
            return false;
        if ((image.Width, image.Height) != (original.Width, original.Height))
            throw new DatasetException($"{images.NameOf(partner)} is {image.Width}x{image.Height} and its reference {original.Width}x{original.Height}: give a resolution to bring both to one size.");
        using var scope = NewDisposeScope();
        values.Add(new EvaluatedBatch(ImageTensors.ToTensor(original), ImageTensors.ToTensor(image), Latent: null, Codec: null));
        return true;
    }

    private static void AddAll(
        FeatureSet features, IImageSource source, long count, EvaluationOptions options, Action<long> step, CancellationToken cancellationToken)
    {
        var before = 0L;
        foreach (var batch in ImageBatches.Read(source, options, count).TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            using var tensor = ImageTensors.ToTensor([.. batch.Images]);
            features.Add(tensor);
            step(batch.Done - before);
            before = batch.Done;
        }
    }

    private static long Total(IImageSource source, EvaluationOptions options) =>
        Math.Min(source.Count ?? throw new ConfigException("images", "these images have no end; expected a folder"), options.Limit ?? long.MaxValue);
}
