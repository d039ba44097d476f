using static TorchSharp.torch;

namespace LiteVae.Autoencoders;

/// <summary>What a model costs: parameters, and multiply-accumulates (MACs) for one image.</summary>
/// <remarks>
/// Counted are convolutions (self-modulated ones as the convolution they are at inference), linear layers and the two
/// products of attention; the wavelet transform, normalisations and biases are not, as in the paper's Table 1.
/// </remarks>
public sealed record ModelCost
{
    /// <summary>Side of the square image that the counts are for, in pixels; odd sizes are padded.</summary>
    public required int Resolution { get; init; }

    /// <summary>Parameters of the encoder.</summary>
    public required long EncoderParameters { get; init; }

    /// <summary>Parameters of the decoder.</summary>
    public required long DecoderParameters { get; init; }

    /// <summary>MACs of encoding one image.</summary>
    public required long EncoderMacs { get; init; }

    /// <summary>MACs of decoding one image.</summary>
    public required long DecoderMacs { get; init; }

    /// <summary>
    /// Side of the square of pixels that one latent position depends on, through convolutions; null where attention
    /// makes it the whole image. (The statistics of GroupNorm reach everywhere besides.)
    /// </summary>
    public required long? ReceptiveField { get; init; }

    /// <summary>The children of encoder and decoder: "encoder.feature_extractor_L1".</summary>
    public required IReadOnlyList<PartCost> Parts { get; init; }

    /// <summary>Counts, by watching a small image pass through; the model is left as it was.</summary>
    /// <param name="model">Of any weights.</param>
    /// <param name="resolution">Side of the image, in pixels, at least 1.</param>
    public static ModelCost Of(Autoencoder model, int resolution = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        var factor = model.DownsamplingFactor;
        var positions = (resolution + factor - 1) / factor;
        var probe = 2; // latent positions a side of the image watched: every layer's work is known from it

        var layers = LayerProbe.Watch(model, probe);
        long Macs(LayerUse use) => use.Macs(positions, probe);
        var encoder = layers.Where(l => l.Name.StartsWith("encoder.", StringComparison.Ordinal)).ToList();
        var decoder = layers.Where(l => l.Name.StartsWith("decoder.", StringComparison.Ordinal)).ToList();
        var outside = layers.Except(encoder).Except(decoder);
        return new ModelCost
        {
            Resolution = resolution,
            EncoderParameters = ModelSummary.Parameters(model.Encoder),
            DecoderParameters = ModelSummary.Parameters(model.Decoder),
            EncoderMacs = encoder.Sum(Macs) + outside.Where(l => l.Name == "quant_conv").Sum(Macs),
            DecoderMacs = decoder.Sum(Macs) + outside.Where(l => l.Name == "post_quant_conv").Sum(Macs),
            ReceptiveField = FieldOf(model, encoder),
            Parts =
            [
                .. Children("encoder", model.Encoder),
                .. Children("decoder", model.Decoder),
            ],
        };

        IEnumerable<PartCost> Children(string prefix, nn.Module module) => module.named_children().Select(child => new PartCost(
            $"{prefix}.{child.name}",
            ModelSummary.Parameters(child.module),
            layers.Where(l => $"{l.Name}.".StartsWith($"{prefix}.{child.name}.", StringComparison.Ordinal)).Sum(Macs)));
    }

    // Along a chain of convolutions the field grows by (k-1) x stride so far. The wavelet levels lie side by side: the
    // widest counts. Each begins from a window of 2^l pixels.
    private static long? FieldOf(Autoencoder model, List<LayerUse> encoder)
    {
        if (encoder.Any(l => l.Kind == LayerKind.Attention))
            return null;
        if (model.Config.Encoder is not LiteVaeEncoderConfig)
            return encoder.Count == 0 ? model.DownsamplingFactor : 1 + encoder.Sum(l => l.Growth);
        var aggregator = encoder.Where(l => l.Name.StartsWith("encoder.feature_aggregator.", StringComparison.Ordinal)).ToList();
        return encoder.Except(aggregator).GroupBy(l => l.Stride).Max(level => level.Key + level.Sum(l => l.Growth))
            + aggregator.Sum(l => l.Growth);
    }
}

/// <summary>One part of a model.</summary>
/// <param name="Name">Its name in the model file.</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
public sealed record PartCost(string Name, long Parameters, long Macs);
