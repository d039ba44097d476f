using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>A baseline that learns nothing: makes images smaller by a factor and enlarges them again, both bicubically.</summary>
/// <remarks>
/// The kernel is Keys' cubic with a = -0.5, stretched by the factor when shrinking and normalised at the borders: that of
/// PIL and of PyTorch's interpolate with mode="bicubic", antialias=True.
/// </remarks>
/// <param name="factor">How many times smaller, at least 1; 8 makes as many positions as an f8 latent has.</param>
public sealed class DownscaleCodec(int factor = 8)
{
    /// <summary>Numbers kept for each block of factor x factor pixels: one colour.</summary>
    public int NumbersPerPosition { get; } = 3;

    /// <summary>What remains of images.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], H and W multiples of the factor.</param>
    /// <returns>[B,3,H,W]; may leave [-1,1] a little beside edges.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Reconstruct(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TensorGuards.RequireMultiple(images, 3, factor, "The downscaling baseline");
        using var scope = NewDisposeScope();
        var (height, width) = (images.size(2), images.size(3));
        var small = Resize(images, height / factor, width / factor); // [B, 3, h, w]
        return Resize(small, height, width).MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor images, long height, long width)
    {
        var rows = Weights(images.size(2), height).to(images.dtype, images.device);
        var columns = Weights(images.size(3), width).to(images.dtype, images.device);
        return rows.matmul(images).matmul(columns.t());
    }

    /// <summary>The matrix [to,from] that resamples a line; its rows sum to 1.</summary>
    private static Tensor Weights(long from, long to)
    {
        var weights = new double[to * from];
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        for (var i = 0L; i < to; i++)
        {
            var centre = scale * (i + 0.5);
            var row = weights.AsSpan((int)(i * from), (int)from);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
                sum += row[j] = Cubic((j + 0.5 - centre) / stretch);
            for (var j = 0; j < row.Length; j++)
                row[j] /= sum;
        }
        return tensor(weights, [to, from]);
    }

    private static double Cubic(double x) => Math.Abs(x) switch
    {
        < 1 and var t => (1.5 * t - 2.5) * t * t + 1,
        < 2 and var t => ((-0.5 * t + 2.5) * t - 4) * t + 2,
        _ => 0,
    };
}
