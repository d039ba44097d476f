using LiteVae.Evaluation.Distributions;
using static System.FormattableString;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>MMD between posterior samples and N(0,I), for Table 6's bandwidths.</summary>
internal sealed class MmdMetric(ulong seed) : ISetMetric
{
    private readonly MaximumMeanDiscrepancy _mmd = new(seed: seed);
    private long[]? _shape;
    private bool _mixed;

    /// <returns>The samples: [B,Z,h,w].</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch) => batch.Latent?.Sample is { } sample ? [sample.alias().to(CPU)] : [];

    public void Add(IReadOnlyList<Tensor> observed)
    {
        if (observed is not [var sample])
            return;
        _shape ??= sample.shape;
        _mixed |= !_shape.Skip(1).SequenceEqual(sample.shape.Skip(1));
        if (!_mixed)
            _mmd.Add(sample);
    }

    public void Complete(SetFigures figures)
    {
        if (_shape is null)
            return;
        if (_mixed)
        {
            figures.Warnings.Add("mmd compares latents of one size, and these images differ: give a resolution");
            return;
        }
        if (_mmd.Count < 2)
        {
            figures.Warnings.Add("mmd needs at least 2 images");
            return;
        }
        foreach (var (bandwidth, estimate) in MaximumMeanDiscrepancy.Bandwidths.Zip(_mmd.Estimate()))
        {
            figures.Values[Invariant($"mmd_{bandwidth:0}")] = estimate.Mean;
            figures.Values[Invariant($"mmd_{bandwidth:0}_std")] = estimate.Deviation;
        }
    }

    public void Dispose() => _mmd.Dispose();
}
