using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>Locally discriminative learning: L1 where the residual varies as an artifact's does (Liang et al. 2022; Table 15).</summary>
internal static class LdlLoss
{
    private const int Window = 7;

    // A perfect reconstruction's residual has no variance, and the gradient of its fifth root would be infinite.
    private const double MinVariance = 1e-30;

    /// <summary>mean |w*y - w*x|, where w is the artifact map.</summary>
    /// <remarks>
    /// The published code differentiates w as well, and so does this one: the output also learns to make its residual vary less.
    /// With <paramref name="detach"/>, w is a constant weight, as the publication's formula reads.
    /// </remarks>
    /// <param name="image">x, [B,3,H,W] in [-1,1].</param>
    /// <param name="output">y, the model's reconstruction.</param>
    /// <param name="emaOutput">The reconstruction by the averaged weights.</param>
    /// <param name="detach">Whether w passes no gradient on.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a side is less than 4 pixels.</exception>
    public static Tensor Compute(Tensor image, Tensor output, Tensor emaOutput, bool detach = false)
    {
        using var scope = NewDisposeScope();
        var weight = Weights(image, detach ? output.detach() : output, emaOutput);
        return (weight * (output - image)).abs().mean().MoveToOuterDisposeScope();
    }

    /// <summary>The artifact map w: the image's variance of R to the power 1/5, times R's variance in 7x7 windows.</summary>
    /// <remarks>
    /// R is the absolute residual summed over channels; w is zero where it is less than the averaged model's. Variances are
    /// unbiased, borders reflected. w grows with the images' range: in [0,1] it is 2^2.4 times less than in [-1,1].
    /// </remarks>
    /// <returns>[B,1,H,W], of the output's type, with a gradient by the output where that has one.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a side is less than 4 pixels.</exception>
    public static Tensor Weights(Tensor image, Tensor output, Tensor emaOutput)
    {
        RequireShapes(image, output, emaOutput);
        using var scope = NewDisposeScope();
        var residual = Residual(image, output);
        var global = residual.var([1, 2, 3], unbiased: true, keepdim: true).ClampMin(MinVariance).Power(0.2); // [B, 1, 1, 1]
        var local = LocalVariance(residual);
        var artifact = residual >= Residual(image, emaOutput.detach());
        return (global * local * artifact).to_type(output.dtype).MoveToOuterDisposeScope();
    }

    // In float64, where a variance as a difference of means loses nothing that counts, and needs no copy per window.
    private static Tensor Residual(Tensor a, Tensor b) =>
        (a.to_type(ScalarType.Float64) - b.to_type(ScalarType.Float64)).abs().sum(1, keepdim: true);

    private static Tensor LocalVariance(Tensor residual)
    {
        const int border = Window / 2;
        const double count = Window * Window;
        var padded = nn.functional.pad(residual, [border, border, border, border], TorchSharp.PaddingModes.Reflect);
        var mean = Average(padded);
        return (Average(padded.Squared()) - mean.Squared()).ClampMin(0).Times(count / (count - 1));
    }

    private static Tensor Average(Tensor x) => nn.functional.avg_pool2d(x, Window, 1);

    private static void RequireShapes(Tensor image, Tensor output, Tensor emaOutput)
    {
        if (!image.shape.SequenceEqual(output.shape) || !image.shape.SequenceEqual(emaOutput.shape))
        {
            throw new ArgumentException(
                $"LDL expects three tensors of one shape; got [{string.Join(',', image.shape)}], [{string.Join(',', output.shape)}] and [{string.Join(',', emaOutput.shape)}].");
        }
        if (image.dim() != 4 || image.size(2) <= Window / 2 || image.size(3) <= Window / 2)
            throw new ArgumentException($"LDL expects [B,C,H,W] with sides from {Window / 2 + 1}; got [{string.Join(',', image.shape)}].", nameof(image));
    }
}
