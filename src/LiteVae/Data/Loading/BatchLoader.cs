using LiteVae.Distributed;
using LiteVae.Pictures;

namespace LiteVae.Data.Loading;

/// <summary>Decodes images on threads of its own and hands out batches in order, some of them ahead of time.</summary>
/// <remarks>
/// What a batch holds is a pure function of (source, plan, seed, position): neither the number of workers, nor what was
/// prefetched, nor where the run was resumed changes it. A broken image is replaced by another one that its position
/// chooses. The loader does not own the source.
/// </remarks>
public sealed class BatchLoader : IDisposable
{
    private const int BatchesAhead = 3;

    private readonly IImageSource _source;
    private readonly BatchPlan _plan;
    private readonly Sampler _sampler;
    private readonly bool _flip;
    private readonly RankShare _share;
    private readonly Prefetcher<(long Position, DataPhase Phase), RgbImage> _prefetcher;
    private readonly List<RgbImage> _batch = [];
    private long _position;

    /// <summary>Starts loading.</summary>
    /// <param name="source">Where images come from; an endless one is sampled over all of its indices.</param>
    /// <param name="plan">The batches.</param>
    /// <param name="seed">Chooses order, crops and mirroring.</param>
    /// <param name="workers">Number of threads, at least 1.</param>
    /// <param name="flip">Mirrors half of the images.</param>
    /// <param name="startPosition">Images seen before the first batch: a batch's boundary in the plan.</param>
    /// <param name="share">The part of each batch that is loaded; null: all of it. The parts of all ranks are the batch that one process would load.</param>
    /// <exception cref="ArgumentException">No batch begins at the start position, or a batch cannot be divided evenly among the ranks.</exception>
    public BatchLoader(IImageSource source, BatchPlan plan, ulong seed, int workers, bool flip, long startPosition = 0, RankShare? share = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _ = plan.PhaseAt(startPosition);
        _source = source;
        _plan = plan;
        _sampler = new Sampler(EpochOrders.Of(source, seed), seed);
        _flip = flip;
        _share = share ?? RankShare.Whole;
        _position = startPosition;
        var capacity = Math.Max(BatchesAhead * plan.Phases.Select(p => _share.EvenPart(p.BatchSize).Count).DefaultIfEmpty(1).Max(), 2 * workers);
        _prefetcher = new(Crops(plan, startPosition, _share), Load, workers, capacity, "image loader");
    }

    /// <summary>Waits for the next batch of the plan.</summary>
    /// <returns>The batch; its tensor belongs to the caller (and to the caller's dispose scope, where there is one).</returns>
    /// <exception cref="DatasetException">Not one image of the source can be read.</exception>
    /// <exception cref="InvalidOperationException">The plan has ended.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed of, before or while waiting.</exception>
    public ImageBatch Next()
    {
        var batchSize = _plan.PhaseAt(_position)?.BatchSize ?? _share.Size;
        var count = _share.EvenPart(batchSize).Count;
        while (_batch.Count < count) // where an image failed, asking again goes on at that image, and gives the same answer
        {
            if (!_prefetcher.TryNext(out var image))
                throw new InvalidOperationException($"The plan of {_plan.TotalImages} images has ended.");
            _batch.Add(image);
        }
        var batch = new ImageBatch(ImageTensors.ToTensor([.. _batch]), _position);
        _batch.Clear();
        _position += batchSize;
        return batch;
    }

    /// <summary>Stops the workers, waits for them to end, and drops what was prefetched.</summary>
    public void Dispose() => _prefetcher.Dispose();

    private IEnumerable<(long Position, DataPhase Phase)> Crops(BatchPlan plan, long start, RankShare share)
    {
        for (var position = start; plan.PhaseAt(position) is { } phase; position += phase.BatchSize)
        {
            var (first, count) = share.EvenPart(phase.BatchSize);
            for (var own = position + first; own < position + first + count; own++)
            {
                _sampler.Reach(own, share);
                yield return (own, phase);
            }
        }
    }

    private RgbImage Load((long Position, DataPhase Phase) crop, CancellationToken cancellationToken)
    {
        var (position, phase) = crop;
        var resolution = phase.Resolution;
        var options = new LoadOptions(resolution, Random: true, _flip, _sampler.SeedAt(position)) { ShortSide = phase.ShortSide };
        var image = _source.TryLoad(_sampler.IndexAt(position), options);
        for (var attempt = 0L; image is null; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (attempt == _sampler.Count)
                throw AllBroken();
            image = _source.TryLoad(_sampler.SubstituteAt(position, attempt), options);
        }
        return image.Width == resolution && image.Height == resolution ? image
            : throw new InvalidOperationException($"{_source.Description}: expected crops of {resolution}x{resolution}; got {image.Width}x{image.Height}.");
    }

    private DatasetException AllBroken()
    {
        var first = _source.Skipped.Named is [var skipped, ..] ? $"; the first: {skipped.Path}: {skipped.Reason}" : ".";
        return new DatasetException($"{_source.Description}, not one of which can be read{first}");
    }
}
