using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Draws the wavelet sub-bands of an image as the usual nested picture.</summary>
public static class SubbandPicture
{
    // Details of natural images are small: this share of the range reaches from mid-gray to black or white.
    private const float DetailGain = 4;

    /// <summary>Lowpass at the top left, horizontal details at its right, vertical ones below, diagonal ones across.</summary>
    /// <remarks>
    /// Level l is divided by 2^l, as the encoder does, so that the lowpass keeps the image's brightness; details are
    /// amplified four times about mid-gray. A size that is no multiple of 2^levels is cropped at the right and bottom.
    /// </remarks>
    /// <param name="image">[3,H,W] in [-1,1].</param>
    /// <param name="levels">Levels of the transform, at least 1.</param>
    /// <exception cref="ArgumentException">Another shape, or an image smaller than 2^levels.</exception>
    public static RgbImage Of(Tensor image, int levels = 3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        var factor = 1L << levels;
        if (image.dim() != 3 || image.size(0) != 3 || image.size(1) < factor || image.size(2) < factor)
            throw new ArgumentException($"{levels} levels of sub-bands need [3,H,W] with H and W at least {factor}; got [{string.Join(',', image.shape)}].", nameof(image));

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var cropped = image.detach().narrow(1, 0, image.size(1) / factor * factor).narrow(2, 0, image.size(2) / factor * factor);
        var pyramid = HaarTransform.Pyramid(cropped.unsqueeze(0), levels);
        var nested = pyramid[^1].narrow(1, 0, 3).DividedBy(factor);
        for (var level = levels; level >= 1; level--)
        {
            var bands = pyramid[level - 1].chunk(4, 1);
            var gain = DetailGain / (1L << level);
            var top = cat([nested, bands[1].Times(gain)], 3);
            var bottom = cat([bands[2].Times(gain), bands[3].Times(gain)], 3);
            nested = cat([top, bottom], 2);
        }
        return ImageTensors.ToImages(nested)[0]; // [1, 3, H, W]
    }

    /// <summary>The sub-bands of a picture.</summary>
    /// <inheritdoc cref="Of(Tensor, int)"/>
    public static RgbImage Of(RgbImage image, int levels = 3)
    {
        using var tensor = ImageTensors.ToTensor(image);
        using var first = tensor.select(0, 0);
        return Of(first, levels);
    }
}
