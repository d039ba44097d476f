using LiteVae.Codec.Models;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Norms;

/// <summary>GroupNorm by libtorch: layers that begin as plain normalisation, and the operation itself.</summary>
internal static class GroupNorms
{
    /// <summary>Makes a layer with weight 1 and bias 0.</summary>
    /// <remarks>TorchSharp 0.107 leaves both uninitialised (whatever the memory held, NaN included); PyTorch does not.</remarks>
    /// <param name="groups">The most groups; where that does not divide the channels, the largest number below that does.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static GroupNorm Create(long groups, long channels, double epsilon)
    {
        var norm = GroupNorm(Dividing(groups, channels), channels, eps: epsilon);
        using var guard = no_grad();
        norm.weight!.Fill(1);
        norm.bias!.Fill(0);
        return norm;
    }

    /// <summary>GroupNorm of values that may lie far from zero.</summary>
    /// <remarks>
    /// On a processor, libtorch 2.10 computes variances of channels-last float32 maps as the mean of squares less the squared mean:
    /// at a mean of 10 standard deviations the result is wrong by 1e-3, at 1,000 it means nothing. So each group's mean is
    /// subtracted first. The norm does not depend on such a constant, and neither does its gradient.
    /// </remarks>
    /// <param name="x">[B,C,H,W].</param>
    /// <param name="groups">The number of groups of channels; divides C.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor Normalize(Tensor x, long groups, Tensor weight, Tensor bias, double epsilon)
    {
        using var scope = NewDisposeScope();
        var centered = x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32 ? x - GroupMeans(x, groups) : x;
        return functional.group_norm(centered, groups, weight, bias, epsilon).MoveToOuterDisposeScope();
    }

    /// <summary>The largest number of groups, of at most <paramref name="groups"/>, that divides the channels.</summary>
    public static long Dividing(long groups, long channels) => Normalization.DividingGroups((int)groups, (int)channels);

    // [B,C,1,1], without a graph.
    private static Tensor GroupMeans(Tensor x, long groups)
    {
        using var noGrad = no_grad();
        var byChannel = x.mean([2, 3]).unflatten(1, groups, -1); // [B, groups, C/groups]
        return byChannel.mean([2], keepdim: true).expand_as(byChannel).reshape(x.size(0), x.size(1), 1, 1);
    }
}
