using LiteVae.Runtime;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>
/// A baseline that learns nothing: keeps the Haar sub-bands of the third level, as coarse as an f8 latent, drops the
/// finer ones, and inverts the transform.
/// </summary>
/// <param name="keepDetails">False keeps LL alone, the mean of each 8x8 block; true keeps LL, H, V and D.</param>
public sealed class HaarCodec(bool keepDetails)
{
    private const int Levels = 3;

    /// <summary>Numbers kept for each block of 8x8 pixels: 3 for LL alone, 12 with details.</summary>
    public int NumbersPerPosition => keepDetails ? 12 : 3;

    /// <summary>The images, encoded and decoded by this codec.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], H and W multiples of 8.</param>
    /// <returns>[B,3,H,W]; may leave [-1,1] a little where details are kept.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Reconstruct(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TensorGuards.RequireMultiple(images, 3, 1 << Levels, "The Haar baseline");
        using var scope = NewDisposeScope();
        var coarsest = HaarTransform.Pyramid(images, Levels)[^1]; // [B, 12, H/8, W/8]
        var kept = coarsest.narrow(1, 0, NumbersPerPosition);
        for (var level = Levels; level >= 1; level--)
        {
            var (b, c, h, w) = (kept.size(0), 12 - kept.size(1), kept.size(2), kept.size(3));
            var bands = c == 0 ? kept : cat([kept, zeros([b, c, h, w], kept.dtype, kept.device)], 1);
            kept = HaarTransform.Synthesize(bands); // [B, 3, 2h, 2w]
        }
        return kept.MoveToOuterDisposeScope();
    }
}
