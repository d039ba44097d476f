using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Inspection;

/// <summary>The intermediate results of a model for one picture, taken in one pass through the posterior's mean.</summary>
public sealed class ModelInspection
{
    internal ModelInspection(ChannelPlanes latent, ChannelPlanes reconstruction, IReadOnlyList<LevelFeatures> extracted, ChannelPlanes featureMaps, ActivationPeaks peaks)
    {
        (Latent, Reconstruction, Extracted, FeatureMaps, Peaks) = (latent, reconstruction, extracted, featureMaps, peaks);
        Balance = FeatureMapBalance.Of(featureMaps);
    }

    /// <summary>The posterior's mean, [Z,h,w].</summary>
    public ChannelPlanes Latent { get; }

    /// <summary>The reconstruction, [3,H,W] in about [-1,1] and not clamped, as large as the picture.</summary>
    public ChannelPlanes Reconstruction { get; }

    /// <summary>What the extractors of a LiteVAE encoder make of each wavelet level, in the order of the levels; empty of other encoders.</summary>
    public IReadOnlyList<LevelFeatures> Extracted { get; }

    /// <summary>The feature maps of the decoder's last residual block, [C,H,W], before the last normalization (Figure 3 of the paper).</summary>
    public ChannelPlanes FeatureMaps { get; }

    /// <summary>How evenly those feature maps are filled.</summary>
    public FeatureMapBalance Balance { get; }

    /// <summary>The largest activations of every module.</summary>
    public ActivationPeaks Peaks { get; }

    /// <summary>The reconstruction as pixels: clamped, then rounded to the nearest level.</summary>
    /// <returns>A picture of <see cref="PixelFormat.Rgb24"/>.</returns>
    /// <exception cref="InvalidDataException">A value is not finite.</exception>
    public Picture ToPicture()
    {
        Finite.Require(Reconstruction.Values.Span, "picture");
        var (width, height) = (Reconstruction.Width, Reconstruction.Height);
        var pixels = PixelFormats.Allocate(width, height, PixelFormat.Rgb24);
        var values = Reconstruction.Values.Span;
        var row = new float[3 * width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < row.Length; x++)
                row[x] = values[(x % 3 * height + y) * width + x / 3];
            PixelWriter.WriteRow(row, PixelFormat.Rgb24, pixels.AsSpan(3 * width * y, 3 * width));
        }
        return new Picture(pixels, width, height);
    }
}
