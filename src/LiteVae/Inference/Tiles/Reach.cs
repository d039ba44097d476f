using LiteVae.Autoencoders;
using LiteVae.Codec.Models;

namespace LiteVae.Inference.Tiles;

/// <summary>How far a network sees, and whether that is all it sees.</summary>
internal static class Reach
{
    /// <summary>Latent positions to each side that decide about a position's pixels; null where an operation is global.</summary>
    /// <remarks>From the output back: a 3x3 convolution sees one position further, upsampling halves what lies before it.</remarks>
    public static int? OfDecoder(AutoencoderConfig config)
    {
        if (config.Decoder.Norm != NormKind.SelfModulated)
            return null;
        var reach = 1; // conv_out
        for (var level = 0; level < config.Decoder.Multipliers.Count; level++)
        {
            reach += 2 * (config.Decoder.ResBlocks + 1);
            if (level < config.Decoder.Multipliers.Count - 1)
                reach = (reach + 2) / 2; // the convolution after upsampling, then the half, rounded up
        }
        return reach + 4 + 1; // the middle's two blocks, conv_in
    }

    /// <summary>Latent positions to each side that decide about a position's moments; null where an operation is global.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cost">What is known of it, wanted only where nothing is global.</param>
    public static int? OfEncoder(Autoencoder model, Lazy<ModelCost> cost)
    {
        if (model.Config.Encoder is DwtEncoderConfig or Dwt2EncoderConfig)
            return 0;
        var local = model.Config.Encoder is LiteVaeEncoderConfig { Extractor: UNetConfig extractor, Aggregator: UNetConfig aggregator }
            && extractor.Norm == NormKind.SelfModulated && aggregator.Norm == NormKind.SelfModulated;
        var field = local ? cost.Value.ReceptiveField : null;
        return field is { } pixels ? (int)((pixels / 2 + model.DownsamplingFactor - 1) / model.DownsamplingFactor) : null;
    }
}
