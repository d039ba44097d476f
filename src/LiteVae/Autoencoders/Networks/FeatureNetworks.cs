using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>Builds the feature network that a config describes.</summary>
internal static class FeatureNetworks
{
    public static Module<Tensor, Tensor> Create(long inChannels, long outChannels, FeatureNetworkConfig config) => config switch
    {
        UNetConfig unet => new FeatureNetwork(inChannels, outChannels, unet),
        NafNetConfig nafnet => new NafNetwork(inChannels, outChannels, nafnet),
        VitConfig vit => new VitNetwork(inChannels, outChannels, vit),
        _ => throw new NotSupportedException($"No feature network is built from {config.GetType().Name}."),
    };
}
