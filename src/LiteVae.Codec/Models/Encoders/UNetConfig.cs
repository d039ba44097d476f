using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>An ADM-style UNet without resampling (section 4.1). The defaults are LiteVAE-B's.</summary>
public sealed record UNetConfig : FeatureNetworkConfig, IValidated
{
    /// <summary>Base channels.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Multipliers of the channels, a stage each.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 3];

    /// <summary>Residual blocks a stage.</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary>GroupNorm, or self-modulated convolutions.</summary>
    public NormKind Norm { get; init; } = NormKind.Group;

    /// <summary>Dropout in the residual blocks, 0 to 1 (excluded).</summary>
    public double Dropout { get; init; }

    /// <summary>Divisor of each residual block's sum, above 0.</summary>
    public double ResidualScale { get; init; } = 1;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var problem in ConvolutionalConfig.Validate(Channels, Multipliers, ResBlocks))
            yield return problem;
        if (Norm == NormKind.Group && Channels >= 4)
        {
            foreach (var multiplier in Multipliers.Distinct().Where(m => m > 0))
            {
                var width = Channels * multiplier;
                if (width % Normalization.FeatureGroups(width) != 0)
                    yield return new ConfigProblem("channels", $"{width} channels are not a multiple of their {Normalization.FeatureGroups(width)} groups");
            }
        }
        foreach (var problem in ConvolutionalConfig.ValidateDropout(Dropout))
            yield return problem;
        if (!(ResidualScale > 0 && double.IsFinite(ResidualScale)))
            yield return new ConfigProblem("residual_scale", Invariant($"expected above 0; found {ResidualScale}"));
    }
}
