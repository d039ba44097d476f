using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Evaluation.Observations;
using LiteVae.Inference;

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
    /// <param name="made">Given every batch's reconstructions, for writing them; on ranks, each is given those that it made.</param>
    /// <param name="communicator">Ranks that share the work, each of which calls this with the same candidates and images; null: this process alone. Each image is measured once, and the figures are those of one process.</param>
    /// <param name="cancellationToken">Ends early, with what is known so far.</param>
    /// <returns>A result per candidate, in their order; on ranks other than 0, none.</returns>
    /// <exception cref="ConfigException">A metric is not known, or endless data has no limit.</exception>
    /// <exception cref="CheckpointException">A metric's weights are missing; nothing was measured.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    /// <exception cref="InvalidDataException">What a candidate gives is not finite; the message names it.</exception>
    public static IReadOnlyList<ReconstructionResult> Evaluate(
        IReadOnlyList<ICandidate> candidates, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, Action<ReconstructedBatch>? made = null, ICommunicator? communicator = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        var total = options.Limit is { } limit && source.Count is { } count ? Math.Min(limit, count) : options.Limit ?? source.Count
            ?? throw new ConfigException("limit", "these images have no end: say how many to evaluate");
        var ranks = communicator ?? SingleRank.Instance;
        using var metrics = ranks.Together(() => new MetricSet(options));
        List<CandidateTally> tallies = [];
        try
        {
            tallies.AddRange(candidates.Select(c => new CandidateTally(c, metrics)));
            var pass = new ObservationPass(candidates, tallies, metrics, source, options, ranks, made);
            pass.Run(total, progress, cancellationToken);
            return ranks.Together(() => ranks.Rank == 0 ? Results(pass, tallies, source, options, total) : []);
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
    /// <inheritdoc cref="Evaluate(IReadOnlyList{ICandidate}, IImageSource, EvaluationOptions, Action{EvaluationProgress}?, Action{ReconstructedBatch}?, ICommunicator?, CancellationToken)"/>
    public static ReconstructionResult Evaluate(
        Autoencoder model, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var codec = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Fp32 });
        return Evaluate([new AutoencoderCandidate("model", codec)], source, options, progress, cancellationToken: cancellationToken)[0];
    }

    private static IReadOnlyList<ReconstructionResult> Results(ObservationPass pass, List<CandidateTally> tallies, IImageSource source, EvaluationOptions options, long total)
    {
        if (pass.Indices.Count == 0 && !pass.WasStopped)
            throw new DatasetException($"{source.Description}: not one image can be read{(source.Skipped.Named is [var s, ..] ? $"; the first: {s.Path}: {s.Reason}" : "")}.");
        var partial = pass.WasStopped && pass.Done < total;
        var skipped = (partial ? pass.Done : total) - pass.Indices.Count;
        return [.. tallies.Select(t => t.Complete(options, pass.Indices, skipped, partial))];
    }
}
