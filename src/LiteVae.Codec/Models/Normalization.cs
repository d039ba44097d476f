namespace LiteVae.Codec.Models;

/// <summary>The groups and epsilons of the GroupNorm layers of both network families.</summary>
internal static class Normalization
{
    /// <summary>Epsilon of the feature networks' GroupNorm (section 4.1).</summary>
    public const double FeatureEpsilon = 1e-5;

    /// <summary>Epsilon of the GroupNorm in Stable Diffusion's networks.</summary>
    public const double SdEpsilon = 1e-6;

    private const int SdGroupCount = 32;

    /// <summary>The groups of a feature network's GroupNorm: min(32, channels / 4).</summary>
    public static int FeatureGroups(int channels) => Math.Min(32, channels / 4);

    /// <summary>The groups of a GroupNorm in Stable Diffusion's networks: 32, or the largest number below that divides the channels.</summary>
    public static int SdGroups(int channels) =>
        DividingGroups(SdGroupCount, channels);

    /// <summary>The largest number of groups, of at most <paramref name="max"/>, that divides the channels.</summary>
    public static int DividingGroups(int max, int channels)
    {
        var groups = Math.Clamp(max, 1, channels);
        while (channels % groups != 0)
            groups--;
        return groups;
    }
}
