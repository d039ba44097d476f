using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Inference;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Measures how well images survive encoding and decoding.</summary>
/// <remarks>
/// The data passes by once, whatever the number of candidates. Of an image, one number a metric and candidate stays; all
/// else is bounded, so that memory does not grow with the data.
/// </remarks>
public static class ReconstructionEvaluator
{
    /// <summary>Evaluates candidates side by side over a set of images, in its order.</summary>
    /// <param name="candidates">Models and codecs.</param>
    /// <param name="source">The images; not disposed of.</param>
    /// <param name="options">Crops, limit, metrics.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="made">Given every batch's reconstructions, for writing them.</param>
    /// <param name="stop">Ends early, with what is known so far.</param>
    /// <returns>A result per candidate, in their order.</returns>
    /// <exception cref="ConfigException">A metric is not known, or endless data has no limit.</exception>
    /// <exception cref="CheckpointException">A metric's weights are missing; nothing was measured.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    /// <exception cref="InvalidDataException">What a candidate gives is not finite; the message names it.</exception>
    public static IReadOnlyList<ReconstructionResult> Evaluate(
        IReadOnlyList<ICandidate> candidates, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, Action<ReconstructedBatch>? made = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        var total = options.Limit is { } limit && source.Count is { } count ? Math.Min(limit, count) : options.Limit ?? source.Count
            ?? throw new ConfigException("limit", "these images have no end: say how many to evaluate");
        using var metrics = new MetricSet(options);
        List<CandidateTally> tallies = [];
        try
        {
            tallies.AddRange(candidates.Select(c => new CandidateTally(c, metrics)));
            List<long> indices = [];
            long done = 0;
            foreach (var batch in ImageBatches.Read(source, options, total))
            {
                if (stop.IsCancellationRequested)
                    break;
                Measure(batch, candidates, tallies, metrics, made);
                indices.AddRange(batch.Indices);
                done = batch.Done;
                progress?.Invoke(new EvaluationProgress(done, total));
            }
            if (indices.Count == 0 && !stop.IsCancellationRequested)
                throw new DatasetException($"{source.Description}: not one image can be read{(source.Skipped.Named is [var s, ..] ? $"; the first: {s.Path}: {s.Reason}" : "")}.");
            var partial = stop.IsCancellationRequested && done < total;
            var skipped = (partial ? done : total) - indices.Count;
            return [.. tallies.Select(t => t.Complete(options, indices, skipped, partial))];
        }
        finally
        {
            tallies.ForEach(t => t.Dispose());
        }
    }

    /// <summary>
    /// Evaluates an autoencoder, which should be in evaluation mode, with the weights it has now: in float32, from the
    /// posterior's mean.
    /// </summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyList{ICandidate}, IImageSource, EvaluationOptions, Action{EvaluationProgress}?, Action{ReconstructedBatch}?, CancellationToken)"/>
    public static ReconstructionResult Evaluate(
        Autoencoder model, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken stop = default)
    {
        using var codec = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Fp32 });
        return Evaluate([new AutoencoderCandidate("model", codec)], source, options, progress, made: null, stop)[0];
    }

    private static void Measure(
        ImageBatches.Batch batch, IReadOnlyList<ICandidate> candidates, List<CandidateTally> tallies, MetricSet metrics, Action<ReconstructedBatch>? made)
    {
        using var scope = NewDisposeScope();
        var originals = ImageTensors.ToTensor([.. batch.Images]);
        metrics.AddOriginals(originals);
        for (var i = 0; i < tallies.Count; i++)
        {
            using var quantised = tallies[i].Add(originals, batch.Indices);
            made?.Invoke(new ReconstructedBatch(candidates[i], batch.Indices, batch.Images, ImageTensors.ToImages(quantised)));
        }
    }
}
