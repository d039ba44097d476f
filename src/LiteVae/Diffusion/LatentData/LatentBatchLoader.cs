using LiteVae.Codec;
using LiteVae.Codec.Models;
using LiteVae.Codec.Numerics;
using LiteVae.Data.Loading;
using LiteVae.Distributed;
using LiteVae.Runs;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.LatentData;

/// <summary>Hands out batches of posteriors in an order that is a pure function of the seed and the position.</summary>
/// <remarks>A batch is the mean and the standard deviation [B,Z,h,w], as the first stage gives them, and the classes [B] (int64) where there are any.</remarks>
internal sealed class LatentBatchLoader : IBatchLoader
{
    private const int BatchesAhead = 3;

    private readonly LatentSet _set;
    private readonly int _batchSize;
    private readonly bool _labeled;
    private readonly Device _device;
    private readonly Prefetcher<(int Index, bool Mirrored), (Latents Latents, int? Label)> _prefetcher;

    /// <param name="set">Not owned.</param>
    /// <param name="batchSize">Latents of a batch.</param>
    /// <param name="seed">Chooses the order, and which latents are those of the mirrored picture.</param>
    /// <param name="flip">Whether half of the latents are those of the mirrored picture.</param>
    /// <param name="labeled">Whether batches have classes.</param>
    /// <param name="workers">Number of threads that read.</param>
    /// <param name="position">Latents handed out before the first batch, to all ranks.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="share">The part of each batch that is handed out.</param>
    public LatentBatchLoader(LatentSet set, int batchSize, ulong seed, bool flip, bool labeled, int workers, long position, Device device, RankShare share)
    {
        (_set, _batchSize, _labeled, _device) = (set, share.EvenPart(batchSize).Count, labeled, device);
        _prefetcher = new(
            Order(new Sampler(set.Count, seed), flip, position, batchSize, share), (request, _) => (set.Read(request.Index, request.Mirrored), labeled ? set.LabelOf(request.Index) : null),
            workers, BatchesAhead * _batchSize, "latent loader");
    }

    public TrainingBatch Next()
    {
        var length = _set.Shape[0] * _set.Shape[1] * _set.Shape[2];
        var (means, deviations, labels) = (new float[_batchSize * length], new float[_batchSize * length], new long[_batchSize]);
        for (var i = 0; i < _batchSize; i++)
        {
            if (!_prefetcher.TryNext(out var item))
                throw new InvalidOperationException("The order of the latents has ended.");
            var (latents, label) = item;
            latents.Mean.CopyTo(means, i * length);
            for (var j = 0; j < length; j++)
                deviations[i * length + j] = MathF.Exp(0.5f * PosteriorLimits.Clamp(latents.LogVariance[j]));
            labels[i] = label ?? 0;
        }
        long[] shape = [_batchSize, _set.Shape[0], _set.Shape[1], _set.Shape[2]];
        var (mean, deviation) = (tensor(means, shape).to(_device), tensor(deviations, shape).to(_device));
        return _labeled ? new TrainingBatch(mean, deviation, tensor(labels).to(_device)) : new TrainingBatch(mean, deviation);
    }

    public void Dispose() => _prefetcher.Dispose();

    private static IEnumerable<(int Index, bool Mirrored)> Order(Sampler sampler, bool flip, long position, int batchSize, RankShare share)
    {
        var (first, count) = share.EvenPart(batchSize);
        for (var batch = position + first; ; batch += batchSize)
        {
            for (var own = batch; own < batch + count; own++)
                yield return ((int)sampler.IndexAt(own), flip && new RandomStream(sampler.SeedAt(own)).Chance(0.5f));
        }
    }
}
