using LiteVae.Configuration;

namespace LiteVae.Autoencoders;

/// <summary>An encoder, one of several types.</summary>
[ConfigVariant("litevae", typeof(LiteVaeEncoderConfig))]
[ConfigVariant("sd", typeof(SdEncoderConfig))]
[ConfigVariant("dwt", typeof(DwtEncoderConfig))]
[ConfigVariant("dwt-2", typeof(Dwt2EncoderConfig))]
public abstract record EncoderConfig
{
    /// <summary>Pixels per latent position, along each side; 0 where the config is invalid.</summary>
    internal abstract int DownsamplingFactor { get; }

    /// <summary>The latent channels of an encoder that leaves no choice.</summary>
    internal virtual int? FixedLatentChannels => null;
}

/// <summary>LiteVAE's encoder: wavelets, an extractor per level, an aggregator (section 4.1).</summary>
public sealed record LiteVaeEncoderConfig : EncoderConfig, IValidated
{
    /// <summary>The wavelet levels whose sub-bands are used, ascending, 1 to 6; the last one gives the downsampling factor (Table 21).</summary>
    public IReadOnlyList<int> Levels { get; init; } = [1, 2, 3];

    /// <summary>How features of finer levels reach the latent's resolution.</summary>
    public DownsampleKind Downsample { get; init; } = DownsampleKind.Convolution;

    /// <summary>One extractor for all levels (Table 19) rather than one each.</summary>
    public bool ShareExtractor { get; init; }

    /// <summary>The network that extracts features from one level's sub-bands.</summary>
    public FeatureNetworkConfig Extractor { get; init; } = new UNetConfig();

    /// <summary>The network that aggregates all levels' features into the moments.</summary>
    public FeatureNetworkConfig Aggregator { get; init; } = new UNetConfig();

    internal override int DownsamplingFactor => Levels.Count == 0 || Levels[^1] is < 1 or > 6 ? 0 : 1 << Levels[^1];

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Levels.Count == 0)
            yield return new ConfigProblem("levels", "expected at least one wavelet level");
        else if (Levels.Any(l => l is < 1 or > 6) || Levels.Zip(Levels.Skip(1)).Any(p => p.First >= p.Second))
            yield return new ConfigProblem("levels", $"expected ascending levels from 1 to 6; found [{string.Join(",", Levels)}]");
    }
}

/// <summary>How features are reduced to the latent's resolution.</summary>
public enum DownsampleKind
{
    /// <summary>A learned convolution whose kernel is its stride.</summary>
    [ConfigName("conv")]
    Convolution,

    /// <summary>Average pooling.</summary>
    [ConfigName("avgpool")]
    AveragePool,
}

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

    internal override int DownsamplingFactor => Multipliers.Count is 0 or > 8 ? 0 : 1 << (Multipliers.Count - 1);

    IEnumerable<ConfigProblem> IValidated.Validate() =>
        ConvolutionalConfig.Validate(Channels, Multipliers, ResBlocks);
}

/// <summary>The level-3 wavelet sub-bands as the latent (Appendix B): 12 channels.</summary>
public sealed record DwtEncoderConfig : EncoderConfig
{
    internal override int DownsamplingFactor => 8;

    internal override int? FixedLatentChannels => 12;
}

/// <summary>The level-2 wavelet sub-bands, moved from space to depth, as the latent (Appendix B): 48 channels.</summary>
public sealed record Dwt2EncoderConfig : EncoderConfig
{
    internal override int DownsamplingFactor => 8;

    internal override int? FixedLatentChannels => 48;
}
