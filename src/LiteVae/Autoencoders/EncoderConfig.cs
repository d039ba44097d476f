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
