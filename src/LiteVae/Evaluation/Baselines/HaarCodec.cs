using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Baselines;

/// <summary>Keeps sub-bands of the third level of the Haar transform and inverts it with all others zero.</summary>
/// <remarks>The best linear codec of its kind: an orthogonal projection onto images that are constant (or Haar-shaped) per block.</remarks>
public sealed class HaarCodec : BaselineCodec
{
    private const int Levels = 3;

    /// <summary>Creates the codec.</summary>
    public HaarCodec(HaarBands bands)
        : base(
            bands == HaarBands.Lowpass ? "haar-3-ll" : "haar-3",
            bands == HaarBands.Lowpass
                ? "Haar LL of level 3 kept, inverted; 3 numbers per 8x8 pixels"
                : "all Haar sub-bands of level 3 kept, inverted; 12 numbers per 8x8 pixels",
            bands == HaarBands.Lowpass ? 3 : 12) => Bands = bands;

    /// <summary>The sub-bands that are kept.</summary>
    public HaarBands Bands { get; }

    internal override Tensor Encode(Tensor images) =>
        HaarTransform.Pyramid(images, Levels)[^1].narrow(1, 0, LatentChannels);

    internal override Tensor Decode(Tensor latents)
    {
        var x = HaarTransform.Synthesise(WithZeros(latents)); // [B, 3, H/4, W/4]
        for (var level = 1; level < Levels; level++)
            x = HaarTransform.Synthesise(WithZeros(x));
        return x;
    }

    // [B,C,h,w] -> [B,12,h,w]
    private static Tensor WithZeros(Tensor bands) =>
        bands.size(1) == 12 ? bands : nn.functional.pad(bands, [0, 0, 0, 0, 0, 12 - bands.size(1)]);
}
