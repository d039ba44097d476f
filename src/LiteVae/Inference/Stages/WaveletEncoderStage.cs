using LiteVae.Autoencoders;
using LiteVae.Kernels;
using LiteVae.Wavelets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>LiteVAE's encoder: <see cref="WaveletEncoder"/>.</summary>
internal sealed class WaveletEncoderStage : Stage
{
    private readonly LiteVaeEncoderConfig _config;
    private readonly Stage[] _extractors;
    private readonly Stage?[] _downsamplers;
    private readonly Stage _aggregator;
    private readonly ScalarType _type;

    /// <param name="t">The encoder's tensors.</param>
    /// <param name="config">Its config.</param>
    /// <param name="type">The type of the computation.</param>
    /// <param name="fallback">The stage of a part without a prepared form, by its name.</param>
    public WaveletEncoderStage(NamedTensors t, LiteVaeEncoderConfig config, ScalarType type, Func<string, Stage> fallback)
    {
        Stage Network(string name, FeatureNetworkConfig network) => Own(network is UNetConfig unet ? new UNetStage(t.Part(name), unet, type) : fallback(name));
        (_config, _type) = (config, type);
        _extractors = config.ShareExtractor
            ? [.. Enumerable.Repeat(Network("feature_extractor", config.Extractor), config.Levels.Count)]
            : [.. config.Levels.Select(l => Network($"feature_extractor_L{l}", config.Extractor))];
        _downsamplers = [.. config.Levels.Select(l => Downsampler(t, l, type))];
        _aggregator = Network("feature_aggregator", config.Aggregator);
    }

    public override Features Run(Features image) // [B, 3, H, W]
    {
        using var scope = NewDisposeScope();
        var levels = _config.Levels;
        var pyramid = HaarTransform.Pyramid(image.Values.to_type(ScalarType.Float32), levels[^1]);
        var features = new Tensor[levels.Count];
        for (var i = 0; i < levels.Count; i++)
        {
            using var level = NewDisposeScope();
            var bands = Layout.ChannelsLast((pyramid[levels[i] - 1] / (1 << levels[i])).to_type(_type)); // [B, 12, H/2^l, W/2^l]
            var h = _extractors[i].Run(new(bands));
            if (_downsamplers[i] is { } downsampler)
                h = downsampler.Run(h); // [B, 12, H/8, W/8]
            else if (i < levels.Count - 1)
                h = new(functional.avg_pool2d(h.Values, 1L << (levels[^1] - levels[i])));
            features[i] = h.Values.MoveToOuterDisposeScope();
        }
        return _aggregator.Run(new(cat(features, 1))).MoveToOuterDisposeScope(); // [B, 2Z, H/8, W/8]
    }

    private ConvolutionStage? Downsampler(NamedTensors t, int level, ScalarType type)
    {
        var name = $"downsample_L{level}";
        return t.HasPart(name) ? Own(new ConvolutionStage(t.Part(name), type, new ConvolutionShape(Stride: (int)t[$"{name}.weight"].size(2), Before: 0, After: 0))) : null;
    }
}
