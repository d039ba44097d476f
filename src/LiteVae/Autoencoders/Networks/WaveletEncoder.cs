using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>LiteVAE's encoder: a Haar pyramid, a small UNet per level, and one that aggregates their features.</summary>
/// <remarks>
/// Figure 1 and section 4.1. Level l is divided by 2^l, so that a constant image keeps its value. The paper's listing
/// calls the first extractor twice; that is a slip, unless weights are shared (Table 19).
/// </remarks>
internal sealed class WaveletEncoder : Module<Tensor, Tensor>
{
    private const int BandChannels = 12;

    private readonly IReadOnlyList<int> _levels;
    private readonly Module<Tensor, Tensor>[] _extractors;
    private readonly Module<Tensor, Tensor>?[] _downsamplers;
    private readonly Module<Tensor, Tensor> feature_aggregator;

    public WaveletEncoder(LiteVaeEncoderConfig config, int latentChannels)
        : base(nameof(WaveletEncoder))
    {
        _levels = config.Levels;
        _extractors = new Module<Tensor, Tensor>[_levels.Count];
        _downsamplers = new Module<Tensor, Tensor>?[_levels.Count];
        feature_aggregator = FeatureNetworks.Create(BandChannels * _levels.Count, 2 * latentChannels, config.Aggregator);
        RegisterComponents();

        for (var i = 0; i < _levels.Count; i++)
        {
            _extractors[i] = config.ShareExtractor && i > 0
                ? _extractors[0]
                : FeatureNetworks.Create(BandChannels, BandChannels, config.Extractor);
            if (!config.ShareExtractor)
                register_module($"feature_extractor_L{_levels[i]}", _extractors[i]);
            else if (i == 0)
                register_module("feature_extractor", _extractors[i]);

            var factor = 1L << (_levels[^1] - _levels[i]);
            _downsamplers[i] = factor == 1 ? null
                : config.Downsample == DownsampleKind.AveragePool ? AvgPool2d(factor)
                : Conv2d(BandChannels, BandChannels, factor, stride: factor);
            if (_downsamplers[i] is { } downsampler)
                register_module($"downsample_L{_levels[i]}", downsampler);
        }
    }

    /// <summary>Pixels per latent position, along each side.</summary>
    public int DownsamplingFactor => 1 << _levels[^1];

    public override Tensor forward(Tensor image) // [B, 3, H, W] in [-1,1]
    {
        TensorGuards.RequireMultiple(image, 3, DownsamplingFactor, "LiteVAE's encoder");
        using var scope = NewDisposeScope();
        var pyramid = HaarTransform.Pyramid(image, _levels[^1]);
        var features = new Tensor[_levels.Count];
        for (var i = 0; i < _levels.Count; i++)
        {
            var bands = pyramid[_levels[i] - 1].DividedBy(1 << _levels[i]); // [B, 12, H/2^l, W/2^l]
            features[i] = _extractors[i].call(bands);
            if (_downsamplers[i] is { } downsampler)
                features[i] = downsampler.call(features[i]); // [B, 12, H/8, W/8]
        }
        return feature_aggregator.call(cat(features, 1)).MoveToOuterDisposeScope(); // [B, 2Z, H/8, W/8]
    }
}
