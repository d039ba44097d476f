using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>Builds the encoder that a config describes.</summary>
internal static class Encoders
{
    public static Module<Tensor, Tensor> Create(EncoderConfig config, int latentChannels) => config switch
    {
        LiteVaeEncoderConfig litevae => new WaveletEncoder(litevae, latentChannels),
        SdEncoderConfig sd => new SdEncoder(sd, latentChannels),
        DwtEncoderConfig => new FixedWaveletEncoder(level: 3),
        Dwt2EncoderConfig => new FixedWaveletEncoder(level: 2),
        _ => throw new NotSupportedException($"No encoder is built from {config.GetType().Name}."),
    };
}
