using LiteVae.Codec.Models;

namespace LiteVae.Codec.Networks;

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
        var field = encoder.Before(new ReceptiveField(0, 0));
        return new ModelCost
        {
            Resolution = resolution,
            EncoderParameters = Parameters("encoder"),
            DecoderParameters = Parameters("decoder"),
            EncoderMacs = Macs("encoder") + Macs("quant_conv"),
            DecoderMacs = Macs("decoder") + Macs("post_quant_conv"),
            ReceptiveField = field.Attends ? null : field.Last - field.First + 1,
            Modules = [.. Ordered(layers).Select(m => new ModuleCost(m.Name, m.Depth, Shape(m.Name), Parameters(m.Name), Macs(m.Name)))],
        };

        long Parameters(string module) => weights.Declared.Where(w => IsWithin(w.Key, module)).Sum(w => w.Value.Aggregate(1L, (product, size) => product * size));
        long Macs(string module) => layers.Where(l => IsWithin(l.Name, module)).Sum(l => l.Macs);
        long[] Shape(string module)
        {
            var output = layers.Last(l => l.Name == module).Output;
            return [output.Images, output.Channels, output.Height, output.Width];
        }
    }

    // Modules by the first of their layers that computes, those that hold others before them.
    private static IEnumerable<(string Name, int Depth)> Ordered(LayerRun[] layers)
    {
        string[] names = [.. layers.Select(l => l.Name).Distinct()];
        return names
            .Select(name => (Name: name, Depth: 1 + names.Count(other => other != name && IsWithin(name, other)), First: Array.FindIndex(layers, l => IsWithin(l.Name, name))))
            .OrderBy(m => m.First).ThenBy(m => m.Depth)
            .Select(m => (m.Name, m.Depth));
    }

    private static bool IsWithin(string name, string module) =>
        name.StartsWith(module, StringComparison.Ordinal) && (name.Length == module.Length || name[module.Length] == '.');
}
