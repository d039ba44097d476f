using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>
/// Finds the few linear functions of windows that predict patches best, in the least squares sense, from samples that are added a part at a time.
/// </summary>
/// <remarks>
/// Reduced-rank regression (Izenman 1975): the principal components of what ordinary least squares predicts. Where the patches are the
/// windows themselves, these are principal components of the windows, which is the Karhunen-Loeve transform.
/// </remarks>
internal sealed class ReducedRankRegression : IDisposable
{
    // Keeps the solution bounded where windows repeat themselves, as after nearest-neighbour upsampling; a share of the mean variance.
    private const double Ridge = 1e-5;

    private readonly Tensor _windows;   // sum of x x', [P,P]
    private readonly Tensor _products;  // sum of x y', [P,Q]
    private readonly Tensor _sumX;
    private readonly Tensor _sumY;
    private long _count;

    /// <param name="windowLength">P, values of a window.</param>
    /// <param name="patchLength">Q, values of a patch.</param>
    public ReducedRankRegression(long windowLength, long patchLength)
    {
        _windows = zeros(windowLength, windowLength, ScalarType.Float64).DetachFromDisposeScope();
        _products = zeros(windowLength, patchLength, ScalarType.Float64).DetachFromDisposeScope();
        _sumX = zeros(windowLength, ScalarType.Float64).DetachFromDisposeScope();
        _sumY = zeros(patchLength, ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>Adds samples.</summary>
    /// <param name="windows">[N,P], float32.</param>
    /// <param name="patches">[N,Q], float32.</param>
    public void Add(Tensor windows, Tensor patches)
    {
        using var scope = NewDisposeScope();
        var transposed = windows.t();
        _windows.AddInPlace(transposed.mm(windows).to_type(ScalarType.Float64));
        _products.AddInPlace(transposed.mm(patches).to_type(ScalarType.Float64));
        _sumX.AddInPlace(windows.sum(0, type: ScalarType.Float64));
        _sumY.AddInPlace(patches.sum(0, type: ScalarType.Float64));
        _count += windows.size(0);
    }

    /// <summary>The prediction itself: one feature for each value of a patch.</summary>
    public LinearMap Predict()
    {
        using var scope = NewDisposeScope();
        var (covariance, cross, meanX, meanY) = Moments();
        var weight = linalg.solve(covariance, cross); // [P,Q]
        return Map(weight, meanY - meanX.matmul(weight));
    }

    /// <summary>The best features of a number, uncorrelated, of mean nought.</summary>
    /// <param name="rank">How many, at most; there are no more than a patch has values.</param>
    /// <param name="whitening">1 gives each feature the variance 1; 0 leaves it the variance that it has in the patches.</param>
    public LinearMap Solve(long rank, double whitening)
    {
        using var scope = NewDisposeScope();
        var (covariance, cross, meanX, _) = Moments();
        var weight = linalg.solve(covariance, cross); // [P,Q]
        var predicted = weight.t().matmul(cross);     // covariance of the predictions, [Q,Q]
        var (variances, directions) = linalg.eigh(predicted.Plus(predicted.t()).Times(0.5));
        rank = Math.Min(rank, variances.size(0));
        var last = variances.size(0) - rank;
        var kept = variances.narrow(0, last, rank).flip(0);
        var floor = kept[0].ToNumber() * 1e-6;
        weight = weight.matmul(directions.narrow(1, last, rank).flip(1)) * kept.ClampMin(floor).Power(-whitening / 2).unsqueeze(0);
        return Map(weight, meanX.matmul(weight).neg());
    }

    public void Dispose()
    {
        _windows.Dispose();
        _products.Dispose();
        _sumX.Dispose();
        _sumY.Dispose();
    }

    private (Tensor Covariance, Tensor Cross, Tensor MeanX, Tensor MeanY) Moments()
    {
        var (meanX, meanY) = (_sumX.DividedBy(_count), _sumY.DividedBy(_count));
        var covariance = _windows.DividedBy(_count) - outer(meanX, meanX);
        var ridge = covariance.diagonal().mean().ToNumber() * Ridge;
        covariance.diagonal().AddInPlace(Math.Max(ridge, double.Epsilon));
        return (covariance, _products.DividedBy(_count) - outer(meanX, meanY), meanX, meanY);
    }

    private static LinearMap Map(Tensor weight, Tensor bias) => new(
        weight.t().contiguous().to_type(ScalarType.Float32).MoveToOuterDisposeScope(), bias.to_type(ScalarType.Float32).MoveToOuterDisposeScope());
}
