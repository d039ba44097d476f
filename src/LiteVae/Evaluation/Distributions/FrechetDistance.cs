using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>The Frechet distance of two Gaussians: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)); over Inception features, FID.</summary>
/// <remarks>
/// The trace of the root is the sum of the roots of the eigenvalues of the symmetric S1^(1/2) S2 S1^(1/2), in float64,
/// on the subspace where S1 is not rounding alone: with fewer images than features the rest would add noise of the
/// order of the square root of float64's precision a direction.
/// </remarks>
public static class FrechetDistance
{
    private const double MachineEpsilon = 2.220446049250313e-16; // of float64

    /// <summary>The distance of two sets of features.</summary>
    /// <exception cref="ArgumentException">They have different numbers of features.</exception>
    /// <exception cref="InvalidOperationException">One has fewer than two rows.</exception>
    public static double Between(FrechetStatistics a, FrechetStatistics b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        using var scope = NewDisposeScope();
        return Between(a.Mean(), a.Covariance(), b.Mean(), b.Covariance());
    }

    /// <summary>The distance of two Gaussians.</summary>
    /// <param name="meanA">[D].</param>
    /// <param name="covarianceA">[D,D], symmetric, positive semidefinite.</param>
    /// <param name="meanB">[D].</param>
    /// <param name="covarianceB">[D,D].</param>
    /// <returns>At least 0; below rounding (about 1e-8 of the larger trace), 0 and not a tiny negative number.</returns>
    /// <exception cref="ArgumentException">The shapes do not agree.</exception>
    public static double Between(Tensor meanA, Tensor covarianceA, Tensor meanB, Tensor covarianceB)
    {
        RequireShapes(meanA, covarianceA, meanB, covarianceB);
        using var scope = NewDisposeScope();
        var (ma, mb) = (InDouble(meanA), InDouble(meanB));
        var (sa, sb) = (InDouble(covarianceA), InDouble(covarianceB));
        var distance = (ma - mb).Squared().sum().Plus(sa.trace()).Plus(sb.trace()) - TraceOfRoot(sa, sb).Times(2);
        return Math.Max(0, distance.item<double>());
    }

    private static Tensor TraceOfRoot(Tensor sa, Tensor sb)
    {
        var (values, vectors) = linalg.eigh(sa);
        var floor = values.abs().max().Times(sa.size(0) * MachineEpsilon);
        var kept = values.gt(floor).nonzero().squeeze(1);
        var basis = vectors.index_select(1, kept) * values.index_select(0, kept).sqrt(); // [D, R]
        var product = basis.t().matmul(sb).matmul(basis);                               // [R, R]
        return linalg.eigvalsh(product.Plus(product.t()).DividedBy(2)).ClampMin(0).sqrt().sum();
    }

    private static Tensor InDouble(Tensor x) => x.detach().to(CPU).to_type(ScalarType.Float64);

    private static void RequireShapes(Tensor meanA, Tensor covarianceA, Tensor meanB, Tensor covarianceB)
    {
        ArgumentNullException.ThrowIfNull(meanA);
        ArgumentNullException.ThrowIfNull(covarianceA);
        ArgumentNullException.ThrowIfNull(meanB);
        ArgumentNullException.ThrowIfNull(covarianceB);
        var d = meanA.numel();
        if (meanA.dim() != 1 || !meanB.shape.SequenceEqual([d]) || !covarianceA.shape.SequenceEqual([d, d]) || !covarianceB.shape.SequenceEqual([d, d]))
            throw new ArgumentException("The Frechet distance expects means [D] and covariances [D,D] of one D; got "
                + string.Join(", ", new[] { meanA, covarianceA, meanB, covarianceB }.Select(TensorGuards.Shape)) + ".");
    }
}
