using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Evaluation.Latents;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Generation;

/// <summary>Judges generated images against real ones.</summary>
internal static class GenerationEvaluator
{
    /// <summary>Reads the real images, then draws and measures samples batch by batch; memory does not grow with their number.</summary>
    /// <param name="generator">Draws the samples.</param>
    /// <param name="images">The real images; cropped to the samples' size where that is square. Not disposed of.</param>
    /// <param name="options">How many, and which metrics.</param>
    /// <param name="progress">Called as images are read and samples drawn.</param>
    /// <param name="cancellationToken">Ends early, with what is known from whole batches.</param>
    /// <exception cref="ConfigException">A metric is not known.</exception>
    /// <exception cref="CheckpointException">A metric's weights are missing; nothing was drawn.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    public static GenerationResult Evaluate(
        IImageGenerator generator, IImageSource images, GenerationEvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1, nameof(options.Samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        using var comparisons = new FeatureComparisons(options);
        using var real = Spread(images, options.Limit ?? options.Samples);
        var total = real.Count!.Value + options.Samples;
        void Report(double done) => progress?.Invoke(new EvaluationProgress((long)done, total));

        AddReal(comparisons, real, generator.ImageSize, options, Report, cancellationToken);
        var latents = new LatentStatistics(generator.LatentShape[0]);
        try
        {
            for (var first = 0; first < options.Samples; first += options.BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (count, before) = (Math.Min(options.BatchSize, options.Samples - first), real.Count.Value + first);
                AddGenerated(comparisons, latents, generator, generator.Draw(first, count, share => Report(before + share * count), cancellationToken));
                Report(before + count);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What the whole batches have shown is told.
        }
        var figures = comparisons.Complete();
        return new GenerationResult
        {
            Samples = comparisons.GeneratedCount,
            Images = comparisons.RealCount,
            Data = images.Description,
            Metrics = figures.Values.OrderBy(f => options.Metrics.ToList().IndexOf(GenerationMetrics.Of(f.Key).Name)).ToDictionary(),
            Skipped = cancellationToken.IsCancellationRequested ? 0 : real.Count.Value - comparisons.RealCount,
            Partial = comparisons.GeneratedCount < options.Samples,
            Latents = latents,
            Warnings = figures.Warnings,
        };
    }

    // Folders are often in an order that means something: of a part, every region is taken.
    private static SubsetImageSource Spread(IImageSource images, long limit)
    {
        var all = images.Count ?? limit;
        var count = (int)Math.Min(limit, all);
        return new SubsetImageSource(images, [.. Enumerable.Range(0, count).Select(i => (long)i * all / count)], images.Description);
    }

    private static void AddReal(
        FeatureComparisons comparisons, SubsetImageSource images, (int Height, int Width) size, GenerationEvaluationOptions options, Action<double> report, CancellationToken cancellationToken)
    {
        var reading = new EvaluationOptions { Resolution = size.Height == size.Width ? size.Height : null, BatchSize = options.BatchSize };
        foreach (var batch in ImageBatches.Read(images, reading, images.Count!.Value).TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            using var scope = NewDisposeScope();
            comparisons.AddReal(ImageTensors.ToTensor([.. batch.Images]));
            report(batch.Done);
        }
        if (comparisons.RealCount == 0 && !cancellationToken.IsCancellationRequested)
            throw new DatasetException($"{images.Description}: not one image can be read{(images.Skipped.Named is [var s, ..] ? $"; the first: {s.Path}: {s.Reason}" : "")}.");
    }

    private static void AddGenerated(FeatureComparisons comparisons, LatentStatistics latents, IImageGenerator generator, GeneratedBatch batch)
    {
        using var scope = NewDisposeScope();
        comparisons.AddGenerated(ImageTensors.ToTensor([.. batch.Images]));
        float[] values = [.. batch.Latents.SelectMany(l => l)];
        latents.Add(tensor(values, [batch.Latents.Count, .. generator.LatentShape.Select(side => (long)side)]));
    }
}
