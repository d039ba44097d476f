using LiteVae.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>Where the features of a set lie, as balls: one around each row, out to its third nearest neighbor in the set.</summary>
/// <remarks>
/// Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative models": precision is the share
/// of generated images within the manifold of the real ones, recall the share of real images within that of the generated
/// ones. Distances are taken in float64 from differences, so that equal rows are exactly 0 apart.
/// </remarks>
internal static class FeatureManifold
{
    /// <summary>The neighbor whose distance is a ball's radius: the paper's k.</summary>
    public const int Neighbors = 3;

    // Rows whose distances to all others are in memory at once.
    private const int Block = 256;

    /// <summary>The share of rows that lie in a ball of the manifold or on its edge, 0 to 1.</summary>
    /// <param name="manifold">[N,D], N above <see cref="Neighbors"/>: the set that makes the balls.</param>
    /// <param name="rows">[M,D], M at least 1.</param>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static double ShareWithin(Tensor manifold, Tensor rows)
    {
        if (manifold.dim() != 2 || manifold.size(0) <= Neighbors || rows.dim() != 2 || rows.size(0) < 1 || rows.size(1) != manifold.size(1))
            throw new ArgumentException($"A manifold of features expects [N,D] of at least {Neighbors + 1} rows, and [M,D] of at least one; got {TensorGuards.Shape(manifold)} and {TensorGuards.Shape(rows)}.");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (centers, others) = (InDouble(manifold), InDouble(rows));
        var radii = Radii(centers); // [N]
        var within = others.split(Block).Sum(block =>
        {
            using var inner = NewDisposeScope();
            return Distances(block, centers).le(radii).any(1).sum().item<long>();
        });
        return (double)within / rows.size(0);
    }

    // Of a row's sorted distances, the first is that to itself, 0.
    private static Tensor Radii(Tensor rows) => cat([.. rows.split(Block).Select(block =>
    {
        using var scope = NewDisposeScope();
        return Distances(block, rows).topk(Neighbors + 1, largest: false).values.select(1, Neighbors).clone().MoveToOuterDisposeScope();
    })]);

    private static Tensor Distances(Tensor x, Tensor y) => cdist(x, y, 2, compute_mode.donot_use_mm_for_euclid_dist);

    private static Tensor InDouble(Tensor x) => x.detach().to(CPU).to_type(ScalarType.Float64);
}
