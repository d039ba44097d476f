using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Discriminators;

/// <summary>How much the images of a batch differ, as one more channel of their feature maps (Karras et al. 2018, 2020).</summary>
internal static class MinibatchDeviation
{
    /// <summary>The number of images that are compared with each other, where it divides the batch.</summary>
    public const int GroupSize = 4;

    private const double Epsilon = 1e-8;

    /// <summary>
    /// Appends a channel that holds, in all positions, the standard deviation over a group of images, averaged over channels and
    /// positions.
    /// </summary>
    /// <remarks>
    /// With B/G groups, image i is in group i mod B/G, as in the released code. Where <see cref="GroupSize"/> does not divide the
    /// batch, groups have the largest size below it that does; of one image alone the deviation is nought.
    /// </remarks>
    /// <param name="x">[B,C,H,W].</param>
    /// <returns>[B,C+1,H,W].</returns>
    public static Tensor Append(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (x.size(0), x.size(2), x.size(3));
        var size = SizeFor(batch);
        var groups = Precision.AtLeastSingle(x).reshape(size, batch / size, -1); // [G, B/G, C*H*W]
        var variance = (groups - groups.mean([0], keepdim: true)).Squared().mean([0]); // [B/G, C*H*W]
        var deviation = variance.Plus(Epsilon).sqrt().mean([1]); // [B/G]
        var channel = deviation.repeat(size).view(batch, 1, 1, 1).expand(batch, 1, height, width);
        return cat([x, channel.to_type(x.dtype)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The number of images in a group for a batch.</summary>
    public static long SizeFor(long batch)
    {
        var size = Math.Min(GroupSize, batch);
        while (batch % size != 0)
            size--;
        return size;
    }
}
