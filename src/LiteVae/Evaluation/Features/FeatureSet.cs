using LiteVae.Evaluation.Distributions;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Features;

/// <summary>The features of one set of images: their sums, and a random sample of them where single rows are compared. Owns its tensors, and not the network.</summary>
internal sealed class FeatureSet : IDisposable
{
    private const int Capacity = 10_000; // 80 MiB of 2048 numbers each

    private readonly IFeatureNetwork _network;
    private readonly FeatureFigures _figures;
    private readonly FrechetStatistics? _sums;
    private readonly FeatureReservoir? _rows;

    /// <param name="network">Makes the features; not owned.</param>
    /// <param name="figures">What is compared later.</param>
    /// <param name="seed">The seed of the sample of rows.</param>
    public FeatureSet(IFeatureNetwork network, FeatureFigures figures, ulong seed)
    {
        (_network, _figures) = (network, figures);
        _sums = figures.Frechet is not null ? new FrechetStatistics(network.FeatureCount) : null;
        _rows = figures.NeedsRows ? new FeatureReservoir(Capacity, seed) : null;
    }

    /// <summary>The images so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes images [B,3,H,W] in [-1,1].</summary>
    public void Add(Tensor images)
    {
        using var features = Observe(images);
        AddFeatures(features);
    }

    /// <summary>The features of images, which are not taken.</summary>
    /// <returns>[B, features], on the processor.</returns>
    public Tensor Observe(Tensor images)
    {
        using var scope = NewDisposeScope();
        return _network.Of(images).to(CPU).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the features of images: [B, features].</summary>
    public void AddFeatures(Tensor features)
    {
        _sums?.Add(features);
        _rows?.Add(features);
        Count += features.size(0);
    }

    /// <summary>Compares this set with a reference by the figures that both were made for.</summary>
    public FeatureComparison CompareWith(FeatureSet reference)
    {
        Dictionary<string, double> values = [];
        List<string> warnings = [];
        var smaller = Math.Min(Count, reference.Count);
        if (smaller < 2)
            return new(values, [$"{string.Join(" and ", _figures.Names)} {(_figures.Names.Count == 1 ? "needs" : "need")} at least 2 images"]);
        if (_figures.Frechet is { } frechet)
        {
            if (!_sums!.HasFullRank || !reference._sums!.HasFullRank)
                warnings.Add($"{frechet} from {smaller} images, fewer than its {_network.FeatureCount} features, is far too high: compare it only with {frechet} of as many images, and do not publish it");
            values[frechet] = FrechetDistance.Between(reference._sums!, _sums);
        }
        if (_figures.Kernel is { } kernel)
        {
            var estimate = KernelInceptionDistance.Between(reference._rows!, _rows!);
            values[kernel] = estimate.Mean;
            values[$"{kernel}_std"] = estimate.Deviation;
        }
        CompareManifolds(reference, values, warnings);
        return new(values, warnings);
    }

    public void Dispose()
    {
        _sums?.Dispose();
        _rows?.Dispose();
    }

    private void CompareManifolds(FeatureSet reference, Dictionary<string, double> values, List<string> warnings)
    {
        string[] names = [.. new[] { _figures.Precision, _figures.Recall }.OfType<string>()];
        if (names.Length == 0)
            return;
        if (Math.Min(Count, reference.Count) <= FeatureManifold.Neighbors)
        {
            warnings.Add($"{string.Join(" and ", names)} {(names.Length == 1 ? "needs" : "need")} at least {FeatureManifold.Neighbors + 1} images");
            return;
        }
        using var scope = NewDisposeScope();
        var (own, other) = (_rows!.Rows(), reference._rows!.Rows());
        if (_figures.Precision is { } precision)
            values[precision] = FeatureManifold.ShareWithin(other, own);
        if (_figures.Recall is { } recall)
            values[recall] = FeatureManifold.ShareWithin(own, other);
    }
}
