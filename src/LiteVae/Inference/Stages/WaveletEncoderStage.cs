using LiteVae.Autoencoders;
using LiteVae.Codec.Kernels.Wavelets;
using LiteVae.Codec.Models;
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
        var pyramid = KernelTensors.Take(image.Values, _type) ? KernelPyramid(image, levels[^1]) : Pyramid(image.Values, levels[^1]);
        var features = new Tensor[levels.Count];
        for (var i = 0; i < levels.Count; i++)
        {
            using var level = NewDisposeScope();
            var h = _extractors[i].Run(pyramid[levels[i] - 1]); // of [B, 12, H/2^l, W/2^l]
            if (_downsamplers[i] is { } downsampler)
                h = downsampler.Run(h); // [B, 12, H/8, W/8]
            else if (i < levels.Count - 1)
                h = new(functional.avg_pool2d(h.Values, 1L << (levels[^1] - levels[i])));
            features[i] = h.Values.MoveToOuterDisposeScope();
        }
        foreach (var bands in pyramid)
            bands.Recycle();
        return _aggregator.Run(new(cat(features, 1))).MoveToOuterDisposeScope(); // [B, 2Z, H/8, W/8]
    }

    // The sub-bands of each level, divided by 2^level.
    private Features[] Pyramid(Tensor image, int levels) =>
        [.. HaarTransform.Pyramid(image.to_type(ScalarType.Float32), levels).Select((bands, i) => new Features(Layout.ChannelsLast((bands / (2 << i)).to_type(_type))))];

    private static Features[] KernelPyramid(Features image, int levels)
    {
        var pyramid = new Features[levels];
        var x = image.Maps;
        var channels = x.Channels;
        for (var i = 0; i < levels; i++)
        {
            pyramid[i] = new(KernelTensors.Create(x.Images, 4 * channels, x.Height / 2, x.Width / 2));
            HaarKernel.Run(x, channels, pyramid[i].Maps);
            x = pyramid[i].Maps;
        }
        return pyramid;
    }

    private ConvolutionStage? Downsampler(NamedTensors t, int level, ScalarType type)
    {
        var name = $"downsample_L{level}";
        return t.HasPart(name) ? Own(new ConvolutionStage(t.Part(name), type, new ConvolutionShape(Stride: (int)t[$"{name}.weight"].size(2), Before: 0, After: 0))) : null;
    }
}
