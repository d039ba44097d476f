using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Stable Diffusion's normalisation: GroupNorm with 32 groups, eps 1e-6.</summary>
internal static class SdNorm
{
    public const int Groups = 32;

    public static GroupNorm Create(long channels) => GroupNorm(Groups, channels, eps: 1e-6);
}
