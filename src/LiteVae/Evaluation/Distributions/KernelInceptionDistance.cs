using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>
/// KID: the unbiased squared maximum mean discrepancy of Inception features under the kernel (x.y/D + 1)^3, over random
/// subsets (Binkowski et al. 2018). Owns its tensors.
/// </summary>
/// <remarks>
/// Memory is bounded: of each side a uniform random sample of at most <see cref="Capacity"/> rows is kept, from which the
/// subsets are drawn without replacement. It can be slightly negative for equal distributions.
/// </remarks>
public sealed class KernelInceptionDistance : IDisposable
{
    private readonly FeatureReservoir _reference;
    private readonly FeatureReservoir _candidate;

    /// <summary>Creates an empty estimate.</summary>
    /// <param name="capacity">Rows kept of each side, at least 2; 10,000 rows of 2048 numbers are 80 MiB.</param>
    /// <param name="seed">The seed of the samples and subsets.</param>
    public KernelInceptionDistance(int capacity = 10_000, ulong seed = 0)
    {
        Capacity = capacity;
        _reference = new FeatureReservoir(capacity, seed);
        _candidate = new FeatureReservoir(capacity, seed + 1);
    }

    /// <summary>Rows kept of each side at most.</summary>
    public int Capacity { get; }

    /// <summary>Takes features of the originals: [B,D].</summary>
    /// <exception cref="ArgumentException">Another shape, or values that are not finite.</exception>
    public void AddReference(Tensor features) => _reference.Add(features);

    /// <summary>Takes features of what is judged: [B,D].</summary>
    /// <exception cref="ArgumentException">Another shape, or values that are not finite.</exception>
    public void AddCandidate(Tensor features) => _candidate.Add(features);

    /// <summary>Mean and deviation over subsets.</summary>
    /// <param name="subsets">Subsets to draw, at least 1.</param>
    /// <param name="subsetSize">Rows in each, of each side; clipped to the rows there are. torch-fidelity's defaults.</param>
    /// <exception cref="InvalidOperationException">A side has fewer than two rows.</exception>
    public MeanAndDeviation Estimate(int subsets = 100, int subsetSize = 1000) => Between(_reference, _candidate, subsets, subsetSize);

    /// <summary>The same between two samples, one of which several candidates may share.</summary>
    internal static MeanAndDeviation Between(FeatureReservoir reference, FeatureReservoir candidate, int subsets = 100, int subsetSize = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subsets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsetSize, 2);
        var size = Math.Min(subsetSize, Math.Min(reference.Count, candidate.Count));
        if (size < 2)
            throw new InvalidOperationException($"KID needs at least 2 images a side; got {reference.Count} and {candidate.Count}.");
        if (size == reference.Count && size == candidate.Count)
            subsets = 1; // every subset is the whole
        using var scope = NewDisposeScope();
        var (x, y) = (reference.Rows(), candidate.Rows());
        return MeanAndDeviation.Of([.. Enumerable.Range(0, subsets).Select(draw =>
        {
            using var inner = NewDisposeScope();
            return Between(x.index_select(0, tensor(reference.Choose(size, draw))), y.index_select(0, tensor(candidate.Choose(size, draw))));
        })]);
    }

    /// <summary>The estimate from all rows at once.</summary>
    /// <param name="x">[M,D], M at least 2.</param>
    /// <param name="y">[N,D], N at least 2.</param>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static double Between(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.dim() != 2 || y.dim() != 2 || x.size(1) != y.size(1) || x.size(0) < 2 || y.size(0) < 2)
            throw new ArgumentException($"KID expects [M,D] and [N,D] of at least two rows; got {TensorGuards.Shape(x)} and {TensorGuards.Shape(y)}.");
        using var scope = NewDisposeScope();
        var (a, b) = (x.to_type(ScalarType.Float64), y.to_type(ScalarType.Float64));
        return KernelMeans.UnbiasedDiscrepancy(Kernel(a, a), Kernel(b, b), Kernel(a, b));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reference.Dispose();
        _candidate.Dispose();
    }

    private static Tensor Kernel(Tensor x, Tensor y) => x.matmul(y.t()).DividedBy(x.size(1)).Plus(1).Power(3);
}
