using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>NAFNet's blocks (Chen et al. 2022) in place of the UNet's, as an extractor (Table 18). The defaults are LiteVAE-B's.</summary>
/// <remarks>
/// The paper does not publish its layout. Ours is NAFNet's without resampling: stages of blocks, skips that are added, 1x1
/// convolutions between widths. With the UNet's channels and multipliers, three NAF blocks stand for each of its residual
/// blocks, and the parameter counts are close (B: 1.71 against 1.69 million).
/// </remarks>
public sealed record NafNetConfig : FeatureNetworkConfig, IValidated
{
    /// <summary>Base channels.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Multipliers of the channels, a stage each.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 3];

    /// <summary>Blocks a stage, and in the middle: 1 to 64.</summary>
    public int Blocks { get; init; } = 6;

    /// <summary>Dropout in the blocks, 0 to 1 (excluded).</summary>
    public double Dropout { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var problem in ConvolutionalConfig.Validate(Channels, Multipliers, resBlocks: 1))
            yield return problem;
        if (Blocks is < 1 or > 64)
            yield return new ConfigProblem("blocks", $"expected 1 to 64; found {Blocks}");
        foreach (var problem in ConvolutionalConfig.ValidateDropout(Dropout))
            yield return problem;
    }
}
