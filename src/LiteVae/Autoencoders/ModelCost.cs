using LiteVae.Codec.Models;
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

    /// <summary>Every module, in the order of the computation, each before its parts; lists of modules are passed over.</summary>
    public required IReadOnlyList<ModuleCost> Modules { get; init; }

    /// <summary>Counts, by watching a small image pass through; the model is left as it was.</summary>
    /// <param name="model">Of any weights.</param>
    /// <param name="resolution">Side of the image, in pixels, at least 1.</param>
    public static ModelCost Of(Autoencoder model, int resolution = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        var factor = model.DownsamplingFactor;
        var positions = (resolution + factor - 1) / factor;
        const int watched = 2; // latent positions a side of the image watched: every layer's work is known from it

        var probe = LayerProbe.Watch(model, watched);
        var order = probe.Outputs.Keys.ToList();
        long Macs(string name) => probe.Layers.Where(l => ModuleNames.IsWithin(l.Name, name)).Sum(l => l.Macs(positions, watched));
        return new ModelCost
        {
            Resolution = resolution,
            EncoderParameters = ModelSummary.Parameters(model.Encoder),
            DecoderParameters = ModelSummary.Parameters(model.Decoder),
            EncoderMacs = Macs("encoder") + Macs("quant_conv"),
            DecoderMacs = Macs("decoder") + Macs("post_quant_conv"),
            ReceptiveField = FieldOf(model, [.. probe.Layers.Where(l => ModuleNames.IsWithin(l.Name, "encoder"))]),
            Modules = [.. Parts("", model, depth: 1)],
        };

        IEnumerable<ModuleCost> Parts(string parent, nn.Module module, int depth)
        {
            foreach (var (name, part) in ModuleNames.Parts(parent, module).OrderBy(p => order.FindIndex(o => ModuleNames.IsWithin(o, p.Name))))
            {
                yield return new ModuleCost(name, depth, ShapeOf(name), ModelSummary.Parameters(part), Macs(name));
                foreach (var inner in Parts(name, part, depth + 1))
                    yield return inner;
            }
        }

        // What was seen of a small image, at the resolution asked for: positions grow with it, tokens with its square.
        long[]? ShapeOf(string name) => !probe.Outputs.TryGetValue(name, out var shape) ? null
            : shape.Length == 3 ? [shape[0], shape[1] / (watched * watched) * positions * positions, shape[2]]
            : shape.Length == 4 && shape[2] > 1 ? [shape[0], shape[1], shape[2] / watched * positions, shape[3] / watched * positions]
            : shape;
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
        return encoder.Except(aggregator).Where(l => l.Kind == LayerKind.Convolution).GroupBy(l => l.Stride).Max(level => level.Key + level.Sum(l => l.Growth))
            + aggregator.Sum(l => l.Growth);
    }
}
