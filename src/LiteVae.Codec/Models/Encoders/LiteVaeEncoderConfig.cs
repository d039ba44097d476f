using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>LiteVAE's encoder: wavelets, an extractor per level, an aggregator (section 4.1).</summary>
public sealed record LiteVaeEncoderConfig : EncoderConfig, IValidated
{
    /// <summary>The wavelet levels whose sub-bands are used, ascending, 1 to 6; the last one gives the downsampling factor (Table 21).</summary>
    public IReadOnlyList<int> Levels { get; init; } = [1, 2, 3];

    /// <summary>How features of finer levels reach the latent's resolution.</summary>
    public DownsampleKind Downsample { get; init; } = DownsampleKind.Convolution;

    /// <summary>One extractor for all levels (Table 19) rather than one each.</summary>
    public bool ShareExtractor { get; init; }

    /// <summary>The network that extracts features from one level's sub-bands: unet or nafnet (Table 18).</summary>
    public FeatureNetworkConfig Extractor { get; init; } = new UNetConfig();

    /// <summary>The network that aggregates all levels' features into the moments: unet or vit (Table 20).</summary>
    public FeatureNetworkConfig Aggregator { get; init; } = new UNetConfig();

    internal override int DownsamplingFactor => Levels.Count == 0 || Levels[^1] is < 1 or > 6 ? 0 : 1 << Levels[^1];

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Levels.Count == 0)
            yield return new ConfigProblem("levels", "expected at least one wavelet level");
        else if (Levels.Any(l => l is < 1 or > 6) || Levels.Zip(Levels.Skip(1)).Any(p => p.First >= p.Second))
            yield return new ConfigProblem("levels", $"expected ascending levels from 1 to 6; found [{string.Join(",", Levels)}]");
        if (Extractor is VitConfig)
            yield return new ConfigProblem("extractor.type", "vit attends over all positions and would not fit the finest wavelet levels: expected unet or nafnet");
        if (Aggregator is NafNetConfig)
            yield return new ConfigProblem("aggregator.type", "nafnet is an extractor: expected unet or vit");
    }
}
