using System.Runtime.ExceptionServices;
using LiteVae.Codec.Kernels.Elementwise;
using LiteVae.Pictures;

namespace LiteVae.Data;

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
    private readonly int _imagesAhead;
    private readonly Thread[] _workers;

    // All below is guarded by _lock, which is pulsed at every change that someone may wait for.
    private readonly object _lock = new();
    private readonly Queue<PendingBatch> _queue = new();
    private PendingBatch? _filling;
    private long _nextPosition;
    private volatile bool _stopped;

    /// <summary>Starts loading.</summary>
    /// <param name="source">Where images come from; an endless one is sampled over all of its indices.</param>
    /// <param name="plan">The batches.</param>
    /// <param name="seed">Chooses order, crops and mirroring.</param>
    /// <param name="workers">Number of threads, at least 1.</param>
    /// <param name="flip">Mirrors half of the images.</param>
    /// <param name="startPosition">Images seen before the first batch: a batch's boundary in the plan.</param>
    /// <exception cref="ArgumentException">No batch begins at the start position.</exception>
    public BatchLoader(IImageSource source, BatchPlan plan, ulong seed, int workers, bool flip, long startPosition = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _ = plan.PhaseAt(startPosition);
        _source = source;
        _plan = plan;
        _sampler = new Sampler(source.Count ?? long.MaxValue, seed);
        _flip = flip;
        _imagesAhead = 2 * workers;
        _nextPosition = startPosition;
        _workers = [.. Enumerable.Range(0, workers).Select(StartWorker)];
    }

    /// <summary>Waits for the next batch of the plan.</summary>
    /// <returns>The batch; its tensor belongs to the caller (and to the caller's dispose scope, where there is one).</returns>
    /// <exception cref="DatasetException">Not one image of the source can be read.</exception>
    /// <exception cref="InvalidOperationException">The plan has ended.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed of, before or while waiting.</exception>
    public ImageBatch Next()
    {
        PendingBatch batch;
        lock (_lock)
        {
            while (!_stopped && !(_queue.TryPeek(out var head) ? head.IsReady : _plan.PhaseAt(_nextPosition) is null))
                Monitor.Wait(_lock);
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (!_queue.TryPeek(out batch!))
                throw new InvalidOperationException($"The plan of {_plan.TotalImages} images has ended.");
            // A failed batch stays at the head: asking again gives the same answer.
            batch.Error?.Throw();
            _queue.Dequeue();
            Monitor.PulseAll(_lock);
        }
        return new ImageBatch(ImageTensors.ToTensor(batch.Images!), batch.Position);
    }

    /// <summary>Stops the workers, waits for them to end, and drops what was prefetched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            _queue.Clear();
            _filling = null;
            Monitor.PulseAll(_lock);
        }
        foreach (var worker in _workers)
            worker.Join();
    }

    private Thread StartWorker(int number)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"image loader {number}" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (TakeSlot() is var (batch, slot))
        {
            RgbImage? image = null;
            ExceptionDispatchInfo? error = null;
            try
            {
                image = Load(batch.Position + slot, batch.Resolution);
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            lock (_lock)
            {
                batch.Complete(slot, image, error);
                if (batch.IsReady)
                    Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>The next image to load, in order; null: the loader was stopped, or all is loaded.</summary>
    private (PendingBatch Batch, int Slot)? TakeSlot()
    {
        lock (_lock)
        {
            while (!_stopped)
            {
                if (_filling?.TakeSlot() is { } slot)
                    return (_filling, slot);
                if (_plan.PhaseAt(_nextPosition) is not { } phase)
                    return null;
                if (_queue.Count < BatchesAhead || _queue.Sum(b => b.Count) < _imagesAhead)
                {
                    _filling = new PendingBatch(_nextPosition, phase.Resolution, phase.BatchSize);
                    _queue.Enqueue(_filling);
                    _nextPosition += phase.BatchSize;
                }
                else
                {
                    Monitor.Wait(_lock);
                }
            }
            return null;
        }
    }

    private RgbImage? Load(long position, int resolution)
    {
        var options = new LoadOptions(resolution, Random: true, _flip, _sampler.SeedAt(position));
        var image = _source.TryLoad(_sampler.IndexAt(position), options);
        for (var attempt = 0L; image is null && !_stopped; attempt++)
        {
            if (attempt == _sampler.Count)
                throw AllBroken();
            image = _source.TryLoad(_sampler.SubstituteAt(position, attempt), options);
        }
        if (image is not null && (image.Width != resolution || image.Height != resolution))
            throw new InvalidOperationException($"{_source.Description}: expected crops of {resolution}x{resolution}; got {image.Width}x{image.Height}.");
        return image;
    }

    private DatasetException AllBroken()
    {
        var first = _source.Skipped.Named is [var skipped, ..] ? $"; the first: {skipped.Path}: {skipped.Reason}" : ".";
        return new DatasetException($"{_source.Description}, not one of which can be read{first}");
    }
}
