using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Features;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Experiments.Measures;

/// <summary>The Frechet distance between images and their reconstructions in the features of a random network, for each candidate. Owns its tensors.</summary>
internal sealed class RandomFeatureDistances : IDisposable
{
    private const string Figure = "rfid_random";
    private static readonly FeatureFigures s_figures = new() { Frechet = Figure };

    private readonly RandomFeatures _network;
    private readonly FeatureSet _originals;
    private readonly Dictionary<ICandidate, FeatureSet> _made;

    /// <param name="candidates">Whose reconstructions are compared; the first one's batches bring the originals.</param>
    /// <param name="device">Where the network computes; null: the processor.</param>
    public RandomFeatureDistances(IReadOnlyList<ICandidate> candidates, Device? device)
    {
        _network = new RandomFeatures(device);
        _originals = new FeatureSet(_network, s_figures, seed: 0);
        _made = candidates.ToDictionary(c => c, _ => new FeatureSet(_network, s_figures, seed: 0));
    }

    /// <summary>Takes a batch of one candidate.</summary>
    public void Add(ReconstructedBatch batch)
    {
        using var scope = NewDisposeScope();
        if (ReferenceEquals(batch.Candidate, _made.Keys.First()))
            _originals.Add(ImageTensors.ToTensor(batch.Originals));
        _made[batch.Candidate].Add(ImageTensors.ToTensor(batch.Reconstructions));
    }

    /// <summary>The distance of a candidate; not a number where there are too few images.</summary>
    public double Of(ICandidate candidate) => _made[candidate].CompareWith(_originals).Values.GetValueOrDefault(Figure, double.NaN);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var set in _made.Values)
            set.Dispose();
        _originals.Dispose();
        _network.Dispose();
    }
}
