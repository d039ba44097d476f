using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The wavelet term: Charbonnier loss sqrt(d^2 + eps^2) on the H, V and D sub-bands (section 4.3).</summary>
public static class WaveletLoss
{
    /// <summary>Where the Charbonnier loss turns from quadratic to linear.</summary>
    public const double Epsilon = 1e-3;

    /// <summary>The mean over the sub-bands' elements, a scalar. Its least value is <see cref="Epsilon"/>.</summary>
    /// <param name="reconstruction">[B,3,H,W], H and W even.</param>
    /// <param name="image">[B,3,H,W].</param>
    public static Tensor Compute(Tensor reconstruction, Tensor image)
    {
        using var scope = NewDisposeScope();
        var bands = HaarTransform.Analyze(reconstruction - image); // [B, 12, H/2, W/2]: the transform is linear
        var difference = bands.narrow(1, 3, 9).DividedBy(2);
        return difference.Squared().Plus(Epsilon * Epsilon).sqrt().mean().MoveToOuterDisposeScope();
    }
}
