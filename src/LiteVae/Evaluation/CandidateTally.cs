using System.Collections.Concurrent;
using System.Diagnostics;
using LiteVae.Autoencoders;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Evaluation.Metrics.Images;
using LiteVae.Evaluation.Observations;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Accumulates the metrics of one candidate over the batches of a pass. Owns its accumulators.</summary>
internal sealed class CandidateTally : IDisposable
{
    private readonly ICandidate _candidate;
    private readonly LiteVaeCodec? _codec;
    private readonly IReadOnlyList<ISetMetric> _setMetrics;
    private readonly ImageValues _values;
    private readonly ConcurrentQueue<string> _notices = []; // others may use the codec meanwhile, from other threads
    private readonly Dictionary<int, double> _seconds = [];
    private readonly HashSet<string> _said = [];

    public CandidateTally(ICandidate candidate, MetricSet metrics)
    {
        _candidate = candidate;
        _setMetrics = metrics.ForCandidate();
        _values = new ImageValues(metrics.PerImage);
        _codec = (candidate as AutoencoderCandidate)?.Codec;
        if (_codec is not null)
            _codec.Notice += _notices.Enqueue;
    }

    /// <summary>Reconstructs a batch and measures it. Nothing is kept.</summary>
    /// <param name="originals">[B,3,H,W] in [-1,1].</param>
    /// <param name="indices">Their places in the data.</param>
    /// <param name="seen">Given the reconstructions as pictures: [B,3,H,W] in [-1,1].</param>
    /// <returns>What was observed; its tensors belong to the caller's dispose scope.</returns>
    public CandidateObservation Observe(Tensor originals, IReadOnlyList<long> indices, Action<Tensor> seen)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var clock = Stopwatch.StartNew();
        using var made = _candidate.Reconstruct(SizePadding.Pad(originals, _candidate.Factor), indices);
        var cropped = SizePadding.Crop(made.Images, originals.size(2), originals.size(3)).to(CPU);
        clock.Stop();
        if (_codec is null && !cropped.isfinite().all().item<bool>()) // a codec has looked
            throw new InvalidDataException($"{_candidate.Name} gives values that are not finite.");
        var quantized = ImageTensors.Quantize(cropped).DivideInPlace(127.5f).SubtractInPlace(1f);
        seen(quantized);
        var batch = new EvaluatedBatch(originals, quantized, made, _codec);
        var values = _values.Observe(batch);
        IReadOnlyList<Tensor>[] sets = [.. _setMetrics.Select(metric => metric.Observe(batch))];
        foreach (var observed in sets.SelectMany(s => s))
            observed.MoveToOuterDisposeScope();
        string[] notices = [.. _notices];
        _notices.Clear();
        return new CandidateObservation(values, sets, clock.Elapsed.TotalSeconds, notices);
    }

    /// <summary>Takes what a rank observed of a batch. Batches come in the order of the images.</summary>
    /// <param name="observed">What was observed.</param>
    /// <param name="side">The shorter side of the images.</param>
    /// <param name="rank">The rank.</param>
    public void Add(CandidateObservation observed, long side, int rank)
    {
        _values.Add(observed.Values, side);
        for (var i = 0; i < _setMetrics.Count; i++)
            _setMetrics[i].Add(observed.Sets[i]);
        _seconds[rank] = _seconds.GetValueOrDefault(rank) + observed.Seconds;
        _said.UnionWith(observed.Notices);
    }

    public ReconstructionResult Complete(EvaluationOptions options, IReadOnlyList<long> indices, long skipped, bool partial)
    {
        var figures = new SetFigures();
        foreach (var metric in _setMetrics)
            metric.Complete(figures);
        return new ReconstructionResult
        {
            Name = _candidate.Name,
            Resolution = options.Resolution,
            Metrics = _values.Means.Concat(figures.Values).OrderBy(m => Place(m.Key, options)).ToDictionary(),
            Values = _values.All,
            Indices = indices,
            Skipped = skipped,
            Partial = partial,
            Latents = figures.Latents,
            FeatureMaps = figures.FeatureMaps,
            Spectrum = figures.Spectrum,
            ImagesPerSecond = indices.Count / Math.Max(1e-9, _seconds.Values.DefaultIfEmpty().Max()),
            Warnings = [.. figures.Warnings, .. _values.Warnings, .. _said],
        };
    }

    public void Dispose()
    {
        if (_codec is not null)
            _codec.Notice -= _notices.Enqueue;
        foreach (var metric in _setMetrics)
            metric.Dispose();
    }

    private static int Place(string figure, EvaluationOptions options) => options.Metrics.ToList().IndexOf(MetricInfo.Of(figure).Name);
}
