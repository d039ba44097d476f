using LiteVae.Codec.Inspection;
using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Draws a latent as colors.</summary>
public static class LatentPicture
{
    /// <summary>Shows a latent in R, G and B, one pixel per latent position.</summary>
    /// <remarks>
    /// Up to three channels are shown as they are (one as gray); of more, the first three principal components over the
    /// positions. Each color spans the 2nd to the 98th percentile of its values, so that colors of two pictures are
    /// not comparable, but shapes are. The same latent always gets the same colors.
    /// </remarks>
    /// <param name="latent">[Z,h,w].</param>
    /// <exception cref="ArgumentException">Another rank, an empty latent, or values that are not finite.</exception>
    public static RgbImage Of(Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        if (latent.dim() != 3 || latent.numel() == 0)
            throw new ArgumentException($"A latent picture needs [Z,h,w]; got [{string.Join(',', latent.shape)}].", nameof(latent));
        using var scope = NewDisposeScope();
        var values = latent.detach().to(CPU).to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
        return Of(new ChannelPlanes(values, (int)latent.size(0), (int)latent.size(1), (int)latent.size(2)));
    }

    /// <inheritdoc cref="Of(Tensor)"/>
    public static RgbImage Of(ChannelPlanes latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        var (z, height, width) = (latent.Channels, latent.Height, latent.Width);
        double[][] channels = [.. Enumerable.Range(0, z).Select(c => Array.ConvertAll(latent.Channel(c).Values.ToArray(), v => (double)v))];
        if (channels.Any(c => !c.All(double.IsFinite)))
            throw new ArgumentException("The latent to be drawn holds values that are not finite.", nameof(latent));

        var shown = z > 3 ? PrincipalComponents.Project(channels, 3) : channels;
        var picture = new RgbImage(width, height);
        Array.Fill(picture.Pixels, (byte)128);
        for (var c = 0; c < 3; c++)
        {
            if (z == 1 || c < shown.Length)
                Fill(picture.Pixels, c, shown[z == 1 ? 0 : c]);
        }
        return picture;
    }

    private static void Fill(byte[] pixels, int color, double[] values)
    {
        var sorted = values.Order().ToArray();
        var (low, high) = (Percentile(sorted, 0.02), Percentile(sorted, 0.98));
        var span = high - low;
        for (var i = 0; i < values.Length; i++)
        {
            var share = span > 1e-12 ? (values[i] - low) / span : 0.5;
            pixels[3 * i + color] = (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
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
