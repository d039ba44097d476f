using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses.Adversarial;

/// <summary>Images composed of a real one and a reconstruction, by a box (Yun et al. 2019; Schonfeld et al. 2020).</summary>
internal static class CutMix
{
    /// <summary>Draws one mask per image: 1 where the real image shows, 0 where the reconstruction does.</summary>
    /// <remarks>
    /// The box's area is 1 - lambda of the image, lambda uniform (Beta(1,1)); its center is uniform and the box cut off at
    /// the borders. It shows the reconstruction, or, in half of the masks, the real image.
    /// </remarks>
    /// <param name="random">The source: its state alone decides the masks.</param>
    /// <param name="batch">Number of masks.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>[B,1,H,W], float32, on the CPU.</returns>
    public static Tensor Masks(Random random, int batch, int height, int width)
    {
        var values = new float[(long)batch * height * width];
        for (var n = 0; n < batch; n++)
        {
            var (top, bottom, left, right, inside) = Draw(random, height, width);
            var mask = values.AsSpan(n * height * width, height * width);
            mask.Fill(1 - inside);
            for (var y = top; y < bottom; y++)
                mask[(y * width + left)..(y * width + right)].Fill(inside);
        }
        return tensor(values, [batch, 1, height, width]);
    }

    /// <summary>Draws the numbers of some masks without making them.</summary>
    public static void Skip(Random random, int masks, int height, int width)
    {
        for (var n = 0; n < masks; n++)
            _ = Draw(random, height, width);
    }

    /// <summary>mask * real + (1 - mask) * fake, for images or for logits.</summary>
    /// <param name="mask">[B,1,H,W].</param>
    /// <param name="real">[B,C,H,W].</param>
    /// <param name="fake">[B,C,H,W].</param>
    public static Tensor Mix(Tensor mask, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        return where(mask.GreaterThan(0.5), real, fake).MoveToOuterDisposeScope();
    }

    /// <summary>The probability with which a step uses CutMix: a linear ramp from 0 to <paramref name="final"/>.</summary>
    /// <param name="step">Steps since the discriminator began, from 0.</param>
    /// <param name="ramp">Steps until the final value; 0: from the first step on.</param>
    /// <param name="final">The final probability: 0.5 by convention.</param>
    public static double Probability(long step, long ramp, double final = 0.5) =>
        ramp <= 0 || step >= ramp ? final : final * Math.Max(step, 0) / ramp;

    private static (int Top, int Bottom, int Left, int Right, float Inside) Draw(Random random, int height, int width)
    {
        var side = Math.Sqrt(1 - random.NextDouble());
        var (top, bottom) = Span(random, height, side);
        var (left, right) = Span(random, width, side);
        return (top, bottom, left, right, random.Next(2) == 0 ? 0f : 1f);
    }

    private static (int From, int To) Span(Random random, int length, double share)
    {
        var extent = (int)(length * share);
        var from = random.Next(length) - extent / 2;
        return (Math.Max(from, 0), Math.Min(from + extent, length));
    }
}
