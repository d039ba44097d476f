namespace LiteVae.Codec.Models.Encoders;

/// <summary>The level-2 wavelet sub-bands, moved from space to depth, as the latent (Appendix B): 48 channels.</summary>
public sealed record Dwt2EncoderConfig : EncoderConfig
{
    internal override int DownsamplingFactor => 8;

    internal override int? FixedLatentChannels => 48;
}
