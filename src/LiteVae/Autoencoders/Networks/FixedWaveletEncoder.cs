using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>An encoder without parameters: the wavelet sub-bands are the latent, and its variance is nought.</summary>
/// <remarks>
/// Appendix B. <c>dwt</c> takes the level-3 sub-bands (12 channels at H/8); <c>dwt-2</c> the level-2 sub-bands, moved
/// from space to depth by two (48 channels at H/8). Levels are divided by 2^l, as in LiteVAE.
/// </remarks>
internal sealed class FixedWaveletEncoder : Module<Tensor, Tensor>
{
    private readonly int _level;

    /// <param name="level">3 for <c>dwt</c>, 2 for <c>dwt-2</c>.</param>
    public FixedWaveletEncoder(int level)
        : base(nameof(FixedWaveletEncoder)) => _level = level;

    public override Tensor forward(Tensor image) // [B, 3, H, W] in [-1,1]
    {
        TensorGuards.RequireMultiple(image, 3, 8, "The wavelet encoder");
        using var scope = NewDisposeScope();
        var mean = HaarTransform.Pyramid(image, _level)[^1].DividedBy(1 << _level); // [B, 12, H/2^l, W/2^l]
        if (_level < 3)
            mean = functional.pixel_unshuffle(mean, 1 << (3 - _level)); // [B, 48, H/8, W/8]
        var logvar = empty_like(mean).Fill(DiagonalGaussian.MinimumLogVariance);
        return cat([mean, logvar], 1).MoveToOuterDisposeScope();
    }
}
