using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>A feature network, one of several types.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(UNetConfig), "unet")]
[JsonDerivedType(typeof(NafNetConfig), "nafnet")]
[JsonDerivedType(typeof(VitConfig), "vit")]
public abstract record FeatureNetworkConfig;
