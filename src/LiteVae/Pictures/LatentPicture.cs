using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Draws a latent as colours.</summary>
public static class LatentPicture
{
    /// <summary>Shows a latent in R, G and B, one pixel per latent position.</summary>
    /// <remarks>
    /// Up to three channels are shown as they are (one as grey); of more, the first three principal components over the
    /// positions. Each colour spans the 2nd to the 98th percentile of its values, so that colours of two pictures are
    /// not comparable, but shapes are. The same latent always gets the same colours.
    /// </remarks>
    /// <param name="latent">[Z,h,w].</param>
    /// <exception cref="ArgumentException">Another rank, an empty latent, or values that are not finite.</exception>
    public static RgbImage Of(Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        if (latent.dim() != 3 || latent.numel() == 0)
            throw new ArgumentException($"A latent picture needs [Z,h,w]; got [{string.Join(',', latent.shape)}].", nameof(latent));
        using var scope = NewDisposeScope();
        var channels = latent.detach().to(CPU).to_type(ScalarType.Float64).flatten(1); // [Z, hw]
        if (!channels.isfinite().all().item<bool>())
            throw new ArgumentException("The latent to be drawn holds values that are not finite.", nameof(latent));

        var (z, height, width) = ((int)latent.size(0), (int)latent.size(1), (int)latent.size(2));
        var components = z > 3 ? PrincipalComponents.Project(channels, 3) : channels;
        var shown = components.contiguous().data<double>().ToArray().Chunk(height * width).ToArray();
        var picture = new RgbImage(width, height);
        Array.Fill(picture.Pixels, (byte)128);
        for (var c = 0; c < 3; c++)
        {
            if (z == 1 || c < shown.Length)
                Fill(picture.Pixels, c, shown[z == 1 ? 0 : c]);
        }
        return picture;
    }

    private static void Fill(byte[] pixels, int colour, double[] values)
    {
        var sorted = values.Order().ToArray();
        var (low, high) = (Percentile(sorted, 0.02), Percentile(sorted, 0.98));
        var span = high - low;
        for (var i = 0; i < values.Length; i++)
        {
            var share = span > 1e-12 ? (values[i] - low) / span : 0.5;
            pixels[3 * i + colour] = (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
        }
    }

    private static double Percentile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var index = (int)position;
        var next = Math.Min(index + 1, sorted.Length - 1);
        return sorted[index] + (position - index) * (sorted[next] - sorted[index]);
    }
}
