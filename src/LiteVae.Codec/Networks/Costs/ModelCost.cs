using LiteVae.Codec.Models;

namespace LiteVae.Codec.Networks.Costs;

/// <summary>What a model costs: parameters, and multiply-accumulates (MACs) for one image.</summary>
/// <remarks>
/// Counted are convolutions (self-modulated ones as the convolution they are at inference), linear layers and the two
/// products of attention; the wavelet transform, normalizations and biases are not, as in the paper's Table 1.
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

    /// <summary>Every module, in the order of the computation, each before its parts.</summary>
    public required IReadOnlyList<ModuleCost> Modules { get; init; }

    /// <summary>Counts from the config alone: no weights are made.</summary>
    /// <param name="config">Of the model.</param>
    /// <param name="resolution">Side of the image, in pixels, at least 1.</param>
    public static ModelCost Of(AutoencoderConfig config, int resolution = 256)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        var positions = (resolution + config.DownsamplingFactor - 1) / config.DownsamplingFactor;
        var side = positions * config.DownsamplingFactor;
        var weights = new Weights(null);
        using var encoder = AutoencoderNetworks.Encoder(config, weights);
        using var decoder = AutoencoderNetworks.Decoder(config, weights);
        LayerRun[] layers =
        [
            .. Rehearsal.Of(encoder, side, side, 3).Layers,
            .. Rehearsal.Of(decoder, positions, positions, config.LatentChannels).Layers,
        ];
        var table = new ModuleTable(weights, layers);
        var field = encoder.Before(new ReceptiveField(0, 0));
        return new ModelCost
        {
            Resolution = resolution,
            EncoderParameters = table.Parameters["encoder"],
            DecoderParameters = table.Parameters["decoder"],
            EncoderMacs = table.Macs["encoder"] + table.Macs["quant_conv"],
            DecoderMacs = table.Macs["decoder"] + table.Macs["post_quant_conv"],
            ReceptiveField = field.Attends ? null : field.Last - field.First + 1,
            Modules = table.Modules,
        };
    }
}
