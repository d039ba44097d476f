namespace LiteVae.Codec.Models.Encoders;

/// <summary>The level-3 wavelet sub-bands as the latent (Appendix B): 12 channels.</summary>
public sealed record DwtEncoderConfig : EncoderConfig
{
    internal override int DownsamplingFactor => 8;

    internal override int? FixedLatentChannels => 12;
}
