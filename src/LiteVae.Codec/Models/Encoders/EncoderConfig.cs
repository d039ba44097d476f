using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>An encoder, one of several types.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LiteVaeEncoderConfig), "litevae")]
[JsonDerivedType(typeof(SdEncoderConfig), "sd")]
[JsonDerivedType(typeof(DwtEncoderConfig), "dwt")]
[JsonDerivedType(typeof(Dwt2EncoderConfig), "dwt-2")]
public abstract record EncoderConfig
{
    /// <summary>Pixels per latent position, along each side; 0 where the config is invalid.</summary>
    internal abstract int DownsamplingFactor { get; }

    /// <summary>The latent channels of an encoder that leaves no choice.</summary>
    internal virtual int? FixedLatentChannels => null;
}
