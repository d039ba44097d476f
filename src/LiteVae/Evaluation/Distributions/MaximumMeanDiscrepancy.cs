using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>How far latents are from N(0,I) (Table 6): the unbiased squared maximum mean discrepancy with RBF kernels. Owns its tensors.</summary>
/// <remarks>
/// An image's latent, flattened, is one point. The paper gives bandwidths but no formula; here k(x,y) =
/// exp(-|x-y|^2 / (2 b^2)) and the value is the squared discrepancy, not scaled, not rooted (so that the estimate is
/// unbiased; near zero it can be negative). That a bandwidth enters squared is what Table 6 itself says: from b = 250 to
/// 500 its values fall by 4, as 1/b^2 does, where exp(-|x-y|^2 / b) would give 2. Its unit is not published: compare
/// models by ratios. Memory is bounded: a uniform random sample of the latents is kept.
/// </remarks>
public sealed class MaximumMeanDiscrepancy : IDisposable
{
    private readonly FeatureReservoir _latents;
    private readonly ulong _seed;

    /// <summary>Creates an empty estimate.</summary>
    /// <param name="capacity">Latents kept at most, at least 2; 2,000 of 4x32x32 numbers are 32 MiB.</param>
    /// <param name="seed">The seed of the sample, the draws and the normal numbers.</param>
    public MaximumMeanDiscrepancy(int capacity = 2_000, ulong seed = 0)
    {
        _latents = new FeatureReservoir(capacity, seed);
        _seed = seed;
    }

    /// <summary>Table 6's bandwidths.</summary>
    public static IReadOnlyList<double> Bandwidths { get; } = [25, 50, 100, 250, 500];

    /// <summary>Latents that went by.</summary>
    public long Count => _latents.Seen;

    /// <summary>Takes latents.</summary>
    /// <param name="latents">[B,Z,h,w], the same Z, h, w each time; posterior samples, to compare with N(0,I).</param>
    /// <exception cref="ArgumentException">Another shape, or values that are not finite.</exception>
    public void Add(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        TensorGuards.RequireRank(latents, 4, "MMD", "latents [B,Z,h,w]");
        using var flat = latents.flatten(1);
        _latents.Add(flat);
    }

    /// <summary>Mean and deviation over draws, for each of <see cref="Bandwidths"/>.</summary>
    /// <param name="draws">Repetitions, each with fresh normal numbers, at least 1.</param>
    /// <param name="drawSize">Latents a draw, of each side; clipped to those there are.</param>
    /// <exception cref="InvalidOperationException">Fewer than two latents.</exception>
    public IReadOnlyList<MeanAndDeviation> Estimate(int draws = 10, int drawSize = 500)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawSize, 2);
        var size = Math.Min(drawSize, _latents.Count);
        if (size < 2)
            throw new InvalidOperationException($"MMD needs at least 2 latents; got {_latents.Count}.");
        using var scope = NewDisposeScope();
        var rows = _latents.Rows();
        using var generator = new Generator(_seed);
        var values = new double[draws][];
        for (var draw = 0; draw < draws; draw++)
        {
            using var inner = NewDisposeScope();
            var x = rows.index_select(0, tensor(_latents.Choose(size, draw)));
            var y = randn([size, rows.size(1)], ScalarType.Float64, generator: generator);
            values[draw] = Between(x, y, Bandwidths);
        }
        return [.. Bandwidths.Select((_, i) => MeanAndDeviation.Of([.. values.Select(v => v[i])]))];
    }

    /// <summary>The unbiased estimate between two samples, for each bandwidth.</summary>
    /// <param name="x">[M,D], M at least 2.</param>
    /// <param name="y">[N,D], N at least 2.</param>
    /// <param name="bandwidths">Positive.</param>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static double[] Between(Tensor x, Tensor y, IReadOnlyList<double> bandwidths)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(bandwidths);
        if (x.dim() != 2 || y.dim() != 2 || x.size(1) != y.size(1) || x.size(0) < 2 || y.size(0) < 2)
            throw new ArgumentException($"MMD expects [M,D] and [N,D] of at least two rows; got {TensorGuards.Shape(x)} and {TensorGuards.Shape(y)}.");
        using var scope = NewDisposeScope();
        var (a, b) = (x.to_type(ScalarType.Float64), y.to_type(ScalarType.Float64));
        var (xx, yy, xy) = (SquaredDistances(a, a), SquaredDistances(b, b), SquaredDistances(a, b));
        return [.. bandwidths.Select(h => KernelMeans.UnbiasedDiscrepancy(Kernel(xx, h), Kernel(yy, h), Kernel(xy, h)))];
    }

    /// <inheritdoc/>
    public void Dispose() => _latents.Dispose();

    private static Tensor Kernel(Tensor squares, double bandwidth) => squares.Times(-0.5 / (bandwidth * bandwidth)).exp();

    // [M,D], [N,D] -> [M,N]
    private static Tensor SquaredDistances(Tensor x, Tensor y) =>
        (x.Squared().sum(1).unsqueeze(1).Plus(y.Squared().sum(1).unsqueeze(0)) - x.matmul(y.t()).Times(2)).ClampMin(0);
}
