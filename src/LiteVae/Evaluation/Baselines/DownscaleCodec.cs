using LiteVae.Evaluation.Similarity;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>A baseline that learns nothing: makes images smaller by a factor and enlarges them again, both bicubically.</summary>
/// <remarks>
/// The kernel is Keys' cubic with a = -0.5, stretched by the factor when shrinking and normalized at the borders: that of
/// PIL and of PyTorch's interpolate with mode="bicubic", antialias=True.
/// </remarks>
/// <param name="factor">How many times smaller, at least 1; 8 makes as many positions as an f8 latent has.</param>
public sealed class DownscaleCodec(int factor = 8)
{
    /// <summary>Numbers kept for each block of factor x factor pixels: one color.</summary>
    public int NumbersPerPosition { get; } = 3;

    /// <summary>The images, encoded and decoded by this codec.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], H and W multiples of the factor.</param>
    /// <returns>[B,3,H,W]; may leave [-1,1] a little beside edges.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Reconstruct(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TensorGuards.RequireMultiple(images, 3, factor, "The downscaling baseline");
        using var scope = NewDisposeScope();
        var (height, width) = (images.size(2), images.size(3));
        var small = Resampler.Resize(images, (int)height / factor, (int)width / factor, Resampling.PilBicubic); // [B, 3, h, w]
        return Resampler.Resize(small, (int)height, (int)width, Resampling.PilBicubic).MoveToOuterDisposeScope();
    }
}
