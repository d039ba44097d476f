using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Metrics;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>One pass over the images. Ranks take turns with blocks of them; rank 0 accumulates what all have observed, in the order of the images.</summary>
/// <remarks>Batches and the order in which they are accumulated do not depend on the number of ranks, and so neither do figures.</remarks>
internal sealed class ObservationPass(
    IReadOnlyList<ICandidate> candidates, IReadOnlyList<CandidateTally> tallies, MetricSet metrics,
    IImageSource source, EvaluationOptions options, ICommunicator ranks, Action<ReconstructedBatch>? made)
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
        using var batches = ImageBatches.Read(source, options, total, RankShare.Of(ranks)).GetEnumerator();
        var blocks = (total + options.BatchSize - 1) / options.BatchSize;
        var isLeft = ranks.Together(batches.MoveNext);
        for (long first = 0; first < blocks; first += ranks.Size)
        {
            using var scope = NewDisposeScope();
            List<BatchObservation> own = [];
            var (stop, failure) = (cancellationToken.IsCancellationRequested, (Exception?)null);
            try
            {
                for (; isLeft && !stop && batches.Current.Indices[0] / options.BatchSize == first + ranks.Rank; isLeft = batches.MoveNext())
                {
                    var observed = Observe(batches.Current);
                    stop = cancellationToken.IsCancellationRequested;
                    if (IsAlone)
                        Take(observed, batches.Current.Done, total, progress);
                    else
                        own.Add(observed);
                }
            }
            catch (Exception e) when (!IsAlone)
            {
                failure = e;
            }
            WasStopped = ranks.Agree(stop, failure);
            if (WasStopped)
                break;
            if (!IsAlone)
                Exchange(own);
            Done = Math.Min(total, (first + ranks.Size) * options.BatchSize);
            if (!IsAlone && ranks.Rank == 0)
                progress?.Invoke(new EvaluationProgress(Done, total));
        }
        foreach (var image in SkippedOnRanks.OfOthers(source.Skipped.Named, ranks))
            source.Skipped.Add(image.Path, image.Reason);
    }

    private bool IsAlone => ranks.Size == 1;

    // Rank 0 takes what the ranks have observed of the blocks of this turn, which are in the order of the ranks.
    private void Exchange(List<BatchObservation> own)
    {
        var gathered = ranks.Gather(ObservationBytes.Write(own));
        for (var rank = 0; rank < gathered?.Count; rank++)
        {
            foreach (var observed in ObservationBytes.Read(gathered[rank]))
                Add(observed, rank);
        }
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
