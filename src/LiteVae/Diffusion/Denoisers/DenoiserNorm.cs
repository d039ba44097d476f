using LiteVae.Layers.Norms;
using TorchSharp.Modules;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>The denoiser's normalization: GroupNorm with 32 groups, or the largest number below that divides the channels, eps 1e-5.</summary>
internal static class DenoiserNorm
{
    private const int MaxGroups = 32;
    private const double Epsilon = 1e-5;

    public static GroupNorm Create(long channels) => GroupNorms.Create(MaxGroups, channels, Epsilon);

    /// <summary>The same, with the SiLU that follows it.</summary>
    public static GroupNormSilu CreateWithSilu(long channels) => new(MaxGroups, channels, Epsilon);
}
