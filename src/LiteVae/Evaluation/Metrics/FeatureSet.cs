using LiteVae.Evaluation.Distributions;
using LiteVae.Evaluation.Inception;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The features of one set of images: their sums for FID, a random sample of them for KID.</summary>
internal sealed class FeatureSet : IDisposable
{
    private const int KidCapacity = 10_000; // 80 MiB of 2048 numbers each

    /// <param name="fid">Whether FID is wanted.</param>
    /// <param name="kid">Whether KID is wanted.</param>
    /// <param name="seed">The seed of KID's sample.</param>
    public FeatureSet(bool fid, bool kid, ulong seed)
    {
        Sums = fid ? new FrechetStatistics(InceptionFeatures.Count) : null;
        Sample = kid ? new FeatureReservoir(KidCapacity, seed) : null;
    }

    public FrechetStatistics? Sums { get; }

    public FeatureReservoir? Sample { get; }

    public long Count { get; private set; }

    /// <summary>Takes images [B,3,H,W] in [-1,1].</summary>
    public void Add(InceptionFeatures network, Tensor images)
    {
        using var features = network.Of(images);
        Sums?.Add(features);
        Sample?.Add(features);
        Count += images.size(0);
    }

    /// <summary>Puts FID and KID between this set and a reference into a result.</summary>
    public void Compare(FeatureSet reference, SetFigures figures)
    {
        if (Math.Min(Count, reference.Count) < 2)
        {
            figures.Warnings.Add("rfid and kid need at least 2 images");
            return;
        }
        if (Sums is not null && reference.Sums is not null)
        {
            if (!Sums.HasFullRank || !reference.Sums.HasFullRank)
                figures.Warnings.Add($"rfid from {Math.Min(Count, reference.Count)} images, fewer than its {InceptionFeatures.Count} features, is far too high: compare it only with rfid of the same images, and do not publish it");
            figures.Values["rfid"] = FrechetDistance.Between(reference.Sums, Sums);
        }
        if (Sample is not null && reference.Sample is not null)
        {
            var estimate = KernelInceptionDistance.Between(reference.Sample, Sample);
            figures.Values["kid"] = estimate.Mean;
            figures.Values["kid_std"] = estimate.Deviation;
        }
    }

    public void Dispose()
    {
        Sums?.Dispose();
        Sample?.Dispose();
    }
}
