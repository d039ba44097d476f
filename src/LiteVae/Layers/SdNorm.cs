using LiteVae.Layers.Norms;
using TorchSharp.Modules;

namespace LiteVae.Layers;

/// <summary>Stable Diffusion's normalisation: GroupNorm with 32 groups, eps 1e-6.</summary>
/// <remarks>Where 32 does not divide the channels (vae-small's 56), the largest number below that does: 28.</remarks>
internal static class SdNorm
{
    public const int MaxGroups = 32;

    public const double Epsilon = 1e-6;

    public static GroupNorm Create(long channels) => GroupNorms.Create(MaxGroups, channels, Epsilon);

    /// <summary>The same, with the SiLU that follows it nearly everywhere.</summary>
    public static GroupNormSilu CreateWithSilu(long channels) => new(MaxGroups, channels, Epsilon);
}
