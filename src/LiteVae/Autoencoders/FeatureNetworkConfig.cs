using LiteVae.Configuration;

namespace LiteVae.Autoencoders;

/// <summary>A feature network, one of several types.</summary>
[ConfigVariant("unet", typeof(UNetConfig))]
[ConfigVariant("nafnet", typeof(NafNetConfig))]
[ConfigVariant("vit", typeof(VitConfig))]
public abstract record FeatureNetworkConfig;
