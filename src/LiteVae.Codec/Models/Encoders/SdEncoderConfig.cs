using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>Stable Diffusion's encoder (Rombach et al. 2022).</summary>
public sealed record SdEncoderConfig : EncoderConfig, IValidated
{
    /// <summary>Channels at full resolution.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Multipliers of the channels, a level each; every level but the last halves the resolution.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 4, 4];

    /// <summary>Residual blocks a level.</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary>Self-attention in the middle.</summary>
    public bool MidAttention { get; init; } = true;

    /// <summary>Downsampling factors, relative to the image, of the levels with self-attention after each block; CompVis's f16 has 16.</summary>
    public IReadOnlyList<int> AttentionFactors { get; init; } = [];

    /// <summary>Dropout in the residual blocks, 0 to 1 (excluded).</summary>
    public double Dropout { get; init; }

    internal override int DownsamplingFactor => Multipliers.Count is 0 or > 8 ? 0 : 1 << (Multipliers.Count - 1);

    IEnumerable<ConfigProblem> IValidated.Validate() =>
        [
            .. ConvolutionalConfig.Validate(Channels, Multipliers, ResBlocks),
            .. ConvolutionalConfig.ValidateAttention(AttentionFactors, Multipliers.Count),
            .. ConvolutionalConfig.ValidateDropout(Dropout),
        ];
}
