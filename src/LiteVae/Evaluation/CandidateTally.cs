using System.Collections.Concurrent;
using System.Diagnostics;
using LiteVae.Autoencoders;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Evaluation.Metrics.Images;
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
    private readonly Stopwatch _clock = new();

    public CandidateTally(ICandidate candidate, MetricSet metrics)
    {
        _candidate = candidate;
        _setMetrics = metrics.ForCandidate();
        _values = new ImageValues(metrics.PerImage);
        _codec = (candidate as AutoencoderCandidate)?.Codec;
        if (_codec is not null)
            _codec.Notice += _notices.Enqueue;
    }

    /// <summary>Reconstructs a batch and measures it.</summary>
    /// <param name="originals">[B,3,H,W] in [-1,1].</param>
    /// <param name="indices">Their places in the data.</param>
    /// <returns>The reconstructions as pictures.</returns>
    public Tensor Add(Tensor originals, IReadOnlyList<long> indices)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _clock.Start();
        using var made = _candidate.Reconstruct(SizePadding.Pad(originals, _candidate.Factor), indices);
        var cropped = SizePadding.Crop(made.Images, originals.size(2), originals.size(3)).to(CPU);
        _clock.Stop();
        if (_codec is null && !cropped.isfinite().all().item<bool>()) // a codec has looked
            throw new InvalidDataException($"{_candidate.Name} gives values that are not finite.");
        var quantized = ImageTensors.Quantize(cropped).DivideInPlace(127.5f).SubtractInPlace(1f);
        Measure(new EvaluatedBatch(originals, quantized, made, _codec));
        return quantized.MoveToOuterDisposeScope();
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
            ImagesPerSecond = indices.Count / Math.Max(1e-9, _clock.Elapsed.TotalSeconds),
            Warnings = [.. figures.Warnings, .. _values.Warnings, .. _notices.Distinct()],
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

    private void Measure(EvaluatedBatch batch)
    {
        _values.Add(batch);
        foreach (var metric in _setMetrics)
            metric.Add(batch);
    }
}
