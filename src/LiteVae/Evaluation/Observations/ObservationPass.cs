using LiteVae.Data;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Pictures;
using LiteVae.Runs.Ranks;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>One pass over the images. Ranks take turns with blocks of them; rank 0 accumulates what all have observed, in the order of the images.</summary>
/// <remarks>Batches and the order in which they are accumulated do not depend on the number of ranks, and so neither do figures.</remarks>
internal sealed class ObservationPass(
    IReadOnlyList<ICandidate> candidates, IReadOnlyList<CandidateTally> tallies, MetricSet metrics,
    IImageSource source, EvaluationOptions options, RankGroup ranks, Action<ReconstructedBatch>? made)
{
    private readonly List<long> _indices = [];

    /// <summary>The places of the images that were measured; on rank 0 alone.</summary>
    public IReadOnlyList<long> Indices => _indices;

    /// <summary>The images that were measured or skipped; on rank 0 alone.</summary>
    public long Done { get; private set; }

    /// <summary>Whether a rank was asked to stop before the end.</summary>
    public bool WasStopped { get; private set; }

    public void Run(long total, Action<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        using var batches = ImageBatches.Read(source, options, total, ranks.Share).GetEnumerator();
        var blocks = (total + options.BatchSize - 1) / options.BatchSize;
        var (isLeft, named) = (ranks.Together(batches.MoveNext), 0);
        for (long first = 0; first < blocks; first += ranks.Share.Size)
        {
            using var scope = NewDisposeScope();
            List<BatchObservation> own = [];
            var (stop, failure) = (cancellationToken.IsCancellationRequested, (Exception?)null);
            try
            {
                for (; isLeft && !stop && batches.Current.Indices[0] / options.BatchSize == first + ranks.Share.Rank; isLeft = batches.MoveNext())
                {
                    var observed = Observe(batches.Current);
                    stop = cancellationToken.IsCancellationRequested;
                    if (ranks.IsAlone)
                        Take(observed, batches.Current.Done, total, progress);
                    else
                        own.Add(observed);
                }
            }
            catch (Exception e) when (!ranks.IsAlone)
            {
                failure = e;
            }
            if (ranks.IsAlone)
            {
                WasStopped = stop;
                if (!stop)
                    Done = Math.Min(total, (first + 1) * options.BatchSize);
            }
            else
            {
                WasStopped = ranks.Agree(stop, failure);
                if (!WasStopped)
                    Exchange(own, ref named, Math.Min(total, (first + ranks.Share.Size) * options.BatchSize), total, progress);
            }
            if (WasStopped)
                return;
        }
    }

    // Rank 0 takes what the ranks have observed of the blocks of this turn, which are in the order of the ranks.
    private void Exchange(List<BatchObservation> own, ref int named, long done, long total, Action<EvaluationProgress>? progress)
    {
        var skipped = source.Skipped.Named;
        var gathered = ranks.Communicator.Gather(ObservationBytes.Write(own, [.. skipped.Skip(named)]));
        named = skipped.Count;
        for (var rank = 0; rank < gathered?.Count; rank++)
        {
            var (observations, others) = ObservationBytes.Read(gathered[rank]);
            foreach (var observed in observations)
                Add(observed, rank);
            foreach (var image in rank == 0 ? [] : others)
                source.Skipped.Add(image.Path, image.Reason);
        }
        Done = done;
        if (ranks.IsFirst)
            progress?.Invoke(new EvaluationProgress(done, total));
    }

    private void Take(BatchObservation observed, long done, long total, Action<EvaluationProgress>? progress)
    {
        Add(observed, rank: 0);
        Done = done;
        progress?.Invoke(new EvaluationProgress(done, total));
    }

    private BatchObservation Observe(ImageBatches.Batch batch)
    {
        using var scope = NewDisposeScope();
        var originals = ImageTensors.ToTensor([.. batch.Images]);
        var observed = metrics.ObserveOriginals(originals);
        CandidateObservation[] ofCandidates = [.. tallies.Select((tally, i) => tally.Observe(originals, batch.Indices,
            quantized => made?.Invoke(new ReconstructedBatch(candidates[i], batch.Indices, batch.Images, ImageTensors.ToImages(quantized)))))];
        foreach (var x in observed.Concat(ofCandidates.SelectMany(c => c.Sets.SelectMany(s => s))))
            x.MoveToOuterDisposeScope();
        return new BatchObservation(batch.Indices, Math.Min(originals.size(2), originals.size(3)), observed, ofCandidates);
    }

    private void Add(BatchObservation observed, int rank)
    {
        metrics.AddOriginals(observed.Originals);
        for (var i = 0; i < tallies.Count; i++)
            tallies[i].Add(observed.Candidates[i], observed.Side, rank);
        _indices.AddRange(observed.Indices);
    }
}
