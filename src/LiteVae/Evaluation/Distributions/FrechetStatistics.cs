using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>Mean and covariance of features that pass by once, in float64. Owns its tensors.</summary>
/// <remarks>
/// Memory is D^2 numbers, whatever the count. Rows are summed in blocks of a fixed size, so that the result is the same to
/// the last bit however the rows were cut into batches. Not safe for several threads at once.
/// </remarks>
public sealed class FrechetStatistics : IDisposable
{
    private const int BlockRows = 64;

    private readonly Tensor _sum;   // [D]
    private readonly Tensor _outer; // [D, D]
    private readonly Tensor _block; // [BlockRows, D]; the first _pending rows are not summed yet
    private int _pending;

    /// <summary>Creates empty statistics.</summary>
    /// <param name="features">Numbers per row (D): 2048 for Inception's.</param>
    public FrechetStatistics(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        TorchRuntime.EnsureLoaded();
        Features = features;
        _sum = zeros(features, ScalarType.Float64).DetachFromDisposeScope();
        _outer = zeros(features, features, ScalarType.Float64).DetachFromDisposeScope();
        _block = zeros(BlockRows, features, ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>Numbers per row (D).</summary>
    public int Features { get; }

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Whether the covariance has full rank at all; below, FID is biased upwards a great deal. A report says so:
    /// the usual rule is at least 10,000 images.
    /// </summary>
    public bool HasFullRank => Count > Features;

    /// <summary>Takes rows.</summary>
    /// <param name="features">[B,D], any floating type, any device.</param>
    /// <exception cref="ArgumentException">Another shape, or values that are not finite: nothing was added.</exception>
    public void Add(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.dim() != 2 || features.size(1) != Features)
            throw new ArgumentException($"Frechet statistics expect [B,{Features}]; got {TensorGuards.Shape(features)}.", nameof(features));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (!features.isfinite().all().item<bool>())
            throw new ArgumentException("Features hold values that are not finite.", nameof(features));
        var rows = features.detach().to(CPU).to_type(ScalarType.Float64);
        for (long start = 0; start < rows.size(0);)
        {
            var taken = Math.Min(BlockRows - _pending, rows.size(0) - start);
            _block.narrow(0, _pending, taken).copy_(rows.narrow(0, start, taken));
            start += taken;
            Count += taken;
            _pending += (int)taken;
            if (_pending == BlockRows)
            {
                _sum.AddInPlace(_block.sum([0]));
                _outer.AddInPlace(_block.t().matmul(_block));
                _pending = 0;
            }
        }
    }

    /// <summary>The mean: [D], float64.</summary>
    /// <exception cref="InvalidOperationException">No rows.</exception>
    public Tensor Mean()
    {
        Require(1);
        using var scope = NewDisposeScope();
        return _sum.Plus(_block.narrow(0, 0, _pending).sum([0])).DividedBy(Count).MoveToOuterDisposeScope();
    }

    /// <summary>The covariance with ddof 1: [D,D], float64, exactly symmetric.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two rows.</exception>
    public Tensor Covariance()
    {
        Require(2);
        using var scope = NewDisposeScope();
        var rest = _block.narrow(0, 0, _pending);
        var outer = _outer.Plus(rest.t().matmul(rest));
        var mean = Mean();
        var covariance = (outer - mean.outer(mean).Times(Count)).DividedBy(Count - 1);
        return covariance.Plus(covariance.t()).DividedBy(2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sum.Dispose();
        _outer.Dispose();
        _block.Dispose();
    }

    private void Require(int rows)
    {
        if (Count < rows)
            throw new InvalidOperationException($"A {(rows == 1 ? "mean" : "covariance")} needs at least {rows} images; got {Count}.");
    }
}
