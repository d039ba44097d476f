using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Shows a latent of any number of channels as colours.</summary>
public static class LatentPicture
{
    private const byte Grey = 128;

    /// <summary>
    /// Maps the first three principal components over the latent's positions to R, G and B; up to three channels are
    /// shown as they are. Each is scaled by itself: its 2nd percentile is 0, its 98th is 255.
    /// </summary>
    /// <param name="latent">[Z,h,w], any scale.</param>
    /// <returns>A picture of w x h pixels. A single channel is shown in greys; what does not vary is mid-grey.</returns>
    /// <remarks>The sign of a component is free: the channel that weighs most is taken positively.</remarks>
    /// <exception cref="ArgumentException">Another rank, an empty latent, or values that are not finite.</exception>
    public static RgbImage Of(Tensor latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        TensorGuards.RequireRank(latent, 3, "A latent's picture", "[Z,h,w]");
        if (latent.numel() == 0)
            throw new ArgumentException($"A latent's picture needs at least one value; got {TensorGuards.Shape(latent)}.", nameof(latent));
        using var scope = NewDisposeScope();
        var values = latent.detach().to(CPU).to_type(ScalarType.Float64).flatten(1); // [Z, N]
        if (!values.isfinite().all().item<bool>())
            throw new ArgumentException("A latent to be shown holds values that are not finite.", nameof(latent));

        var noise = 1e-6 * values.abs().max().item<double>(); // Variation below this is rounding.
        var components = values.size(0) > 3 ? PrincipalComponents(values) : values;
        var channels = Enumerable.Range(0, (int)components.size(0))
            .Select(i => Stretch(components[i].contiguous().data<double>().ToArray(), noise)).ToArray();
        return Interleave(channels, (int)latent.size(2), (int)latent.size(1));
    }

    /// <summary>The projections [3,N] of centred values [Z,N] on the three directions in which they vary most.</summary>
    private static Tensor PrincipalComponents(Tensor values)
    {
        var centred = values - values.mean([1], keepdim: true);
        var (_, directions) = linalg.eigh(centred.matmul(centred.t())); // Columns, by rising variance.
        var first = directions.narrow(1, values.size(0) - 3, 3).flip(1).t(); // [3, Z]
        var strongest = first.gather(1, first.abs().argmax(1, keepdim: true)); // [3, 1]
        return (first * strongest.sign()).matmul(centred);
    }

    private static byte[] Stretch(double[] values, double noise)
    {
        var sorted = values.Order().ToArray();
        var (low, high) = (Percentile(sorted, 0.02), Percentile(sorted, 0.98));
        if (high - low <= noise)
            return [.. Enumerable.Repeat(Grey, values.Length)];
        return [.. values.Select(v => (byte)(Math.Clamp((v - low) / (high - low), 0, 1) * 255 + 0.5))];
    }

    private static double Percentile(double[] sorted, double fraction)
    {
        var position = fraction * (sorted.Length - 1);
        var index = (int)position;
        var next = Math.Min(index + 1, sorted.Length - 1);
        return sorted[index] + (sorted[next] - sorted[index]) * (position - index);
    }

    private static RgbImage Interleave(byte[][] channels, int width, int height)
    {
        var picture = new RgbImage(width, height);
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            var channel = channels.Length == 1 ? 0 : i % 3;
            picture.Pixels[i] = channel < channels.Length ? channels[channel][i / 3] : Grey;
        }
        return picture;
    }
}
