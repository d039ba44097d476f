using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Codec.Networks.Stages.Wavelets;

namespace LiteVae.Codec.Networks;

/// <summary>Builds the networks of an autoencoder from its config, and says which weights they need.</summary>
internal static class AutoencoderNetworks
{
    /// <summary>The encoder: images [B,H,W,3] in [-1,1] to moments [B,h,w,2Z].</summary>
    public static Stage Encoder(AutoencoderConfig config, Weights weights)
    {
        var outputs = 2 * config.LatentChannels;
        Stage encoder = config.Encoder switch
        {
            LiteVaeEncoderConfig litevae => new WaveletEncoderStage(weights.Part("encoder"), litevae, outputs),
            SdEncoderConfig sd => SdStages.Encoder(weights.Part("encoder"), sd, outputs),
            DwtEncoderConfig => new FixedWaveletStage(level: 3),
            Dwt2EncoderConfig => new FixedWaveletStage(level: 2),
            _ => throw new NotSupportedException($"No encoder is built from {config.Encoder.GetType().Name}."),
        };
        return config.Use1x1Conv ? new SequenceStage("", encoder, new ConvolutionStage(weights.Part("quant_conv"), outputs, outputs, ConvolutionGeometry.Same(1))) : encoder;
    }

    /// <summary>The decoder: latents [B,h,w,Z] to images [B,H,W,3], about [-1,1].</summary>
    public static Stage Decoder(AutoencoderConfig config, Weights weights)
    {
        var channels = config.LatentChannels;
        List<Stage> stages = [];
        if (config.Use1x1Conv)
            stages.Add(new ConvolutionStage(weights.Part("post_quant_conv"), channels, channels, ConvolutionGeometry.Same(1)));
        var wavelet = config.Output == OutputKind.Wavelet;
        stages.Add(SdStages.Decoder(weights.Part("decoder"), config.Decoder, channels, wavelet ? 12 : 3));
        if (wavelet)
            stages.Add(new HaarSynthesisStage());
        return stages.Count == 1 ? stages[0] : new SequenceStage("", stages);
    }

    /// <summary>Names and shapes of all weights, from the config alone.</summary>
    public static IReadOnlyDictionary<string, long[]> Shapes(AutoencoderConfig config)
    {
        var weights = new Weights(null);
        using var encoder = Encoder(config, weights);
        using var decoder = Decoder(config, weights);
        return weights.Declared;
    }

    /// <summary>Checks that a source has all weights that a config needs, of the right shapes, and no others.</summary>
    /// <exception cref="CheckpointException">Weights are missing, unexpected or of another shape or kind: all are named.</exception>
    public static void Check(AutoencoderConfig config, ITensorSource source) => WeightCheck.Require(Shapes(config), source);
}
