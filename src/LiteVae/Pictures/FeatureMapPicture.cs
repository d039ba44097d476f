using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Pictures;

/// <summary>Draws feature maps, one picture each.</summary>
public static class FeatureMapPicture
{
    /// <summary>Magnitudes, from nought (black) to the map's own largest (white).</summary>
    /// <remarks>A map that a few enormous values dominate is a dark one with bright points (Figure 3).</remarks>
    /// <param name="maps">[C,H,W].</param>
    /// <param name="side">Larger maps are reduced to about this side, each position keeping the largest magnitude about it.</param>
    /// <exception cref="ArgumentException">Another rank.</exception>
    public static IReadOnlyList<RgbImage> Of(Tensor maps, int side = 128)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.dim() != 3)
            throw new ArgumentException($"Feature maps are drawn from [C,H,W]; got [{string.Join(',', maps.shape)}].", nameof(maps));
        using var scope = NewDisposeScope();
        var magnitudes = maps.detach().abs().to_type(ScalarType.Float32);
        var factor = Math.Max(magnitudes.size(1), magnitudes.size(2)) / side;
        if (factor > 1)
            magnitudes = functional.max_pool2d(magnitudes, [factor, factor]);
        var shown = (magnitudes / magnitudes.amax([1, 2], keepdim: true).ClampMin(1e-12)).Times(2).Minus(1); // [C, h, w] in [-1,1]
        return ImageTensors.ToImages(shown.unsqueeze(1).expand(-1, 3, -1, -1).contiguous());
    }
}
