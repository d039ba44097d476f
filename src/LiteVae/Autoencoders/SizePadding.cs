using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Autoencoders;

/// <summary>Brings images of any size to multiples of the downsampling factor, and back.</summary>
public static class SizePadding
{
    /// <summary>Pads at the right and the bottom by reflection (without repeating the edge; repeatedly, for tiny images).</summary>
    /// <param name="images">[B,C,H,W].</param>
    /// <param name="factor">At least 1.</param>
    /// <returns>[B,C,H',W'], with H' and W' the next multiples of <paramref name="factor"/>; the same tensor where none is needed.</returns>
    public static Tensor Pad(Tensor images, int factor)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        TensorGuards.RequireRank(images, 4, "Padding", "[B,C,H,W]");
        using var scope = NewDisposeScope();
        return PadSide(PadSide(images, 2, factor), 3, factor).alias().MoveToOuterDisposeScope();
    }

    /// <summary>Cuts the padding off again.</summary>
    public static Tensor Crop(Tensor images, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.narrow(2, 0, height).narrow(3, 0, width).MoveToOuterDisposeScope();
    }

    private static Tensor PadSide(Tensor x, int dimension, int factor)
    {
        var size = x.size(dimension);
        var padded = (size + factor - 1) / factor * factor;
        if (padded == size)
            return x;
        long[] indices = [.. Enumerable.Range(0, (int)padded).Select(i => Reflect(i, size))];
        return x.index_select(dimension, tensor(indices, device: x.device));
    }

    /// <summary>The position inside that one beyond the end shows: the edge is not repeated.</summary>
    internal static long Reflect(long position, long size)
    {
        position %= Math.Max(1, 2 * (size - 1));
        return position < size ? position : 2 * (size - 1) - position;
    }
}
