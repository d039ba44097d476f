using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Stable Diffusion's normalisation: GroupNorm with 32 groups, eps 1e-6.</summary>
/// <remarks>Where 32 does not divide the channels (vae-small's 56), the largest number below that does: 28.</remarks>
internal static class SdNorm
{
    public const int MostGroups = 32;

    public static GroupNorm Create(long channels)
    {
        var groups = Math.Min(MostGroups, channels);
        while (channels % groups != 0)
            groups--;
        return GroupNorm(groups, channels, eps: 1e-6);
    }
}
