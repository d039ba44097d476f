using LiteVae.Codec.Models;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Norms;

/// <summary>Makes GroupNorm layers that begin as plain normalisation: weight 1, bias 0.</summary>
/// <remarks>TorchSharp 0.107 leaves both uninitialised (whatever the memory held, NaN included); PyTorch does not.</remarks>
internal static class GroupNorms
{
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

    /// <summary>The largest number of groups, of at most <paramref name="groups"/>, that divides the channels.</summary>
    public static long Dividing(long groups, long channels) => Normalization.DividingGroups((int)groups, (int)channels);
}
