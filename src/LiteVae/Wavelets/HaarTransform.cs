using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Wavelets;

/// <summary>The orthonormal two-dimensional Haar transform, one level at a time.</summary>
/// <remarks>
/// Each 2x2 block (a b / c d) becomes LL = (a+b+c+d)/2, H = (a+b-c-d)/2, V = (a-b+c-d)/2, D = (a-b-c+d)/2: the order and
/// signs of pywt's cA, cH, cV, cD. Energy is preserved and the inverse is exact up to rounding.
/// </remarks>
public static class HaarTransform
{
    /// <summary>One level of analysis.</summary>
    /// <param name="image">[B,C,H,W], with H and W even; any floating type.</param>
    /// <returns>[B,4C,H/2,W/2]: the sub-bands LL, H, V, D, each with C channels. Differentiable.</returns>
    /// <exception cref="ArgumentException">Another rank, or an odd size.</exception>
    public static Tensor Analyze(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        TensorGuards.RequireRank(image, 4, "Haar analysis", "[B,C,H,W]");
        if (image.size(2) % 2 != 0 || image.size(3) % 2 != 0)
            throw new ArgumentException($"Haar analysis needs an even height and width; got {TensorGuards.Shape(image)}.", nameof(image));

        using var scope = NewDisposeScope();
        var rows = image.unflatten(2, -1, 2); // [B, C, H/2, 2, W]
        var top = rows.select(3, 0);
        var bottom = rows.select(3, 1);
        var (low, high) = (top.Plus(bottom).Times(0.5), (top - bottom).Times(0.5)); // [B, C, H/2, W]
        var (ll, v) = SumAndDifference(low);
        var (h, d) = SumAndDifference(high);
        return cat([ll, h, v, d], 1).MoveToOuterDisposeScope(); // [B, 4C, H/2, W/2]
    }

    /// <summary>One level of synthesis, the inverse of <see cref="Analyze"/>.</summary>
    /// <param name="bands">[B,4C,H,W]: LL, H, V, D.</param>
    /// <returns>[B,C,2H,2W]. Differentiable.</returns>
    /// <exception cref="ArgumentException">Another rank, or channels that are not a multiple of four.</exception>
    public static Tensor Synthesize(Tensor bands)
    {
        ArgumentNullException.ThrowIfNull(bands);
        TensorGuards.RequireRank(bands, 4, "Haar synthesis", "[B,4C,H,W]");
        if (bands.size(1) % 4 != 0)
            throw new ArgumentException($"Haar synthesis needs 4C channels; got {TensorGuards.Shape(bands)}.", nameof(bands));

        using var scope = NewDisposeScope();
        var b = bands.chunk(4, 1);
        var (ll, h, v, d) = (b[0], b[1], b[2], b[3]);
        var low = Interleave(ll.Plus(v), ll - v, 4);   // [B, C, H, 2W]
        var high = Interleave(h.Plus(d), h - d, 4);
        return Interleave(low.Plus(high), low - high, 3).Times(0.5).MoveToOuterDisposeScope(); // [B, C, 2H, 2W]
    }

    /// <summary>Several levels of analysis: each transforms the LL band of the one before.</summary>
    /// <param name="image">[B,C,H,W], with H and W multiples of 2^levels.</param>
    /// <param name="levels">Number of levels, at least 1.</param>
    /// <returns>The levels' tensors from the finest on: item l-1 is [B,4C,H/2^l,W/2^l].</returns>
    /// <exception cref="ArgumentException">A size that is not a multiple of 2^levels.</exception>
    public static Tensor[] Pyramid(Tensor image, int levels)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        var factor = 1L << levels;
        if (image.size(2) % factor != 0 || image.size(3) % factor != 0)
            throw new ArgumentException($"{levels} levels need height and width in multiples of {factor}; got {TensorGuards.Shape(image)}.", nameof(image));

        using var scope = NewDisposeScope();
        var pyramid = new Tensor[levels];
        var lowpass = image;
        for (var level = 0; level < levels; level++)
        {
            pyramid[level] = Analyze(lowpass);
            lowpass = pyramid[level].narrow(1, 0, image.size(1));
        }
        foreach (var bands in pyramid)
            bands.MoveToOuterDisposeScope();
        return pyramid;
    }

    private static (Tensor Sum, Tensor Difference) SumAndDifference(Tensor rows)
    {
        var pairs = rows.unflatten(3, -1, 2); // [B, C, H/2, W/2, 2]
        var left = pairs.select(4, 0);
        var right = pairs.select(4, 1);
        return (left.Plus(right), left - right);
    }

    private static Tensor Interleave(Tensor even, Tensor odd, long dimension) =>
        stack([even, odd], dimension).flatten(dimension - 1, dimension);
}
