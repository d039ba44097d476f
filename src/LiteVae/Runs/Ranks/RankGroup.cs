using System.Runtime.InteropServices;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Distributed;
using LiteVae.Kernels;
using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs.Ranks;

/// <summary>The ranks that train together: what they average, and what they must agree on.</summary>
/// <param name="inner">Carries the messages; not owned.</param>
internal sealed class RankGroup(ICommunicator inner) : IGradientReduction
{
    private readonly TimedCommunicator _communicator = new(inner);

    /// <summary>The group of a process that trains alone.</summary>
    public static RankGroup Alone { get; } = new(SingleRank.Instance);

    /// <summary>The group of a communicator's ranks; null: this process alone.</summary>
    public static RankGroup Of(ICommunicator? communicator) => communicator is null ? Alone : new RankGroup(communicator);

    public ICommunicator Communicator => _communicator;

    /// <summary>How long this rank has spent in the communicator so far, in seconds: sending, and waiting for the others.</summary>
    public double SecondsOfWaiting => _communicator.Seconds;

    /// <summary>Combines the gradients of a step; this group, if nothing else is set.</summary>
    public IGradientReduction Gradients { get => field ?? this; init; }

    public RankShare Share => RankShare.Of(_communicator);

    public bool IsAlone => _communicator.Size == 1;

    /// <summary>Whether this is the rank that writes files and talks to the user.</summary>
    public bool IsFirst => _communicator.Rank == 0;

    /// <summary>For each rank, how long it computed in the step before the last agreement, in seconds.</summary>
    public IReadOnlyList<double> Seconds { get; private set; } = new double[inner.Size];

    /// <summary>Refuses batches that cannot be divided evenly among the ranks, and within a rank among the parts of accumulation.</summary>
    /// <param name="batches">The sizes of batches, each with its place in the recipe.</param>
    /// <param name="accumulate">Number of parts into which each rank cuts what it computes.</param>
    /// <exception cref="ConfigException">A batch cannot be divided so.</exception>
    public void RequireEvenBatches(IReadOnlyList<(string Place, int Size)> batches, int accumulate)
    {
        ConfigProblem[] problems = [.. batches.Where(b => b.Size % (_communicator.Size * accumulate) != 0).Select(b => new ConfigProblem(b.Place,
            $"expected a multiple of {_communicator.Size} ranks{(accumulate == 1 ? "" : $" x {accumulate} parts (accumulate)")}, which divide each batch among them; found {b.Size}"))];
        if (!IsAlone && problems.Length > 0)
            throw new ConfigException("recipe", problems);
    }

    /// <summary>Replaces gradients by their means over the ranks.</summary>
    public void Reduce(Tensor gradients)
    {
        if (IsAlone)
            return;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var host = FlatValues.Support(gradients) ? gradients : gradients.to(ScalarType.Float32).cpu().contiguous();
        Sum(host);
        host.MultiplyInPlace(1.0 / _communicator.Size);
        if (!ReferenceEquals(host, gradients))
            gradients.copy_(host);
    }

    /// <summary>The mean over the ranks of named numbers, which all ranks have under the same names.</summary>
    public Dictionary<string, double> Average(Dictionary<string, double> values)
    {
        if (IsAlone)
            return values;
        string[] names = [.. values.Keys.Order(StringComparer.Ordinal)];
        double[] sums = [.. names.Select(name => values[name])];
        _communicator.Sum(sums);
        return values.ToDictionary(v => v.Key, v => sums[Array.BinarySearch(names, v.Key, StringComparer.Ordinal)] / _communicator.Size);
    }

    /// <summary>Tells all ranks whether one wants to stop or has failed. All ranks call this before every step, and after the last one.</summary>
    /// <param name="stop">Whether this rank was asked to stop.</param>
    /// <param name="failure">Why this rank cannot go on; null where it can. On rank 0, which tells the user, this very exception is thrown.</param>
    /// <param name="seconds">How long this rank computed in the last step.</param>
    /// <returns>Whether any rank was asked to stop.</returns>
    /// <exception cref="CommunicationException">Another rank cannot go on: the message names it, and says why.</exception>
    public bool Agree(bool stop, Exception? failure = null, double seconds = 0)
    {
        var isStopped = _communicator.Agree(stop, failure);
        Seconds = _communicator.Collect([seconds]);
        return isStopped;
    }

    /// <summary>Gives all ranks the state of rank 0: where the run is, weights, moments, averages.</summary>
    public RunState Broadcast(RunState state, IReadOnlyList<ParameterGroup> groups)
    {
        if (IsAlone)
            return state;
        foreach (var (_, tensor) in groups.SelectMany(g => g.Named()))
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var host = tensor.detach().cpu().contiguous();
            TensorMemory.Visit(host, (bytes, _) => _communicator.Broadcast(bytes));
            if (!IsFirst)
                tensor.copy_(host);
        }
        return RunStateText.Read(_communicator.BroadcastText(RunStateText.Write(state)));
    }

    /// <summary>Fails on all ranks if their weights differ.</summary>
    /// <exception cref="CommunicationException">Which ranks have other weights than rank 0.</exception>
    public void CompareWeights(IReadOnlyList<ParameterGroup> groups, long step)
    {
        if (IsAlone)
            return;
        var digests = _communicator.Gather(WeightDigest.Of(groups));
        var different = digests is null ? "" : string.Join(", ", Enumerable.Range(0, digests.Count).Where(r => !digests[r].AsSpan().SequenceEqual(digests[0])));
        different = _communicator.BroadcastText(different);
        if (different.Length > 0)
        {
            throw RankFailures.KnownToAll(new CommunicationException(
                $"After step {step} the weights of rank {different} are no longer those of rank 0: ranks must have the same build, the same kind of processor and the same LITEVAE_KERNELS"));
        }
    }

    private void Sum(Tensor values) => TensorMemory.Visit(values, (bytes, _) => _communicator.Sum(MemoryMarshal.Cast<byte, float>(bytes)));
}
