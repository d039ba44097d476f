using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>The unbiased estimate of the squared maximum mean discrepancy from kernel matrices (Gretton et al. 2012, eq. 3).</summary>
internal static class KernelMeans
{
    /// <param name="xx">[M,M]; its diagonal does not count.</param>
    /// <param name="yy">[N,N]; its diagonal does not count.</param>
    /// <param name="xy">[M,N].</param>
    public static double UnbiasedDiscrepancy(Tensor xx, Tensor yy, Tensor xy)
    {
        using var scope = NewDisposeScope();
        return (OffDiagonalMean(xx).Plus(OffDiagonalMean(yy)) - xy.mean().Times(2)).item<double>();
    }

    private static Tensor OffDiagonalMean(Tensor kernel)
    {
        var n = kernel.size(0);
        return (kernel.sum() - kernel.trace()).DividedBy(n * (n - 1.0));
    }
}
