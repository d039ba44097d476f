using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Codec.Networks.Stages.Wavelets;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>LiteVAE's encoder (section 4.1): sub-bands of several levels, an extractor each, an aggregator.</summary>
internal sealed class WaveletEncoderStage : Stage
{
    private const int SubbandChannels = 12;

    private readonly string _name;
    private readonly LiteVaeEncoderConfig _config;
    private readonly Stage[] _extractors;
    private readonly Stage?[] _downsamplers;
    private readonly Stage _aggregator;

    /// <param name="weights">Those of <c>encoder.</c>.</param>
    /// <param name="config">Its layout.</param>
    /// <param name="outputs">Channels of the moments.</param>
    public WaveletEncoderStage(Weights weights, LiteVaeEncoderConfig config, int outputs)
    {
        (_name, _config) = (weights.Name, config);
        _extractors = config.ShareExtractor
            ? [.. Enumerable.Repeat(Network("feature_extractor", SubbandChannels, SubbandChannels, config.Extractor), config.Levels.Count)]
            : [.. config.Levels.Select(l => Network($"feature_extractor_L{l}", SubbandChannels, SubbandChannels, config.Extractor))];
        _downsamplers = [.. config.Levels.Select(Downsampler)];
        _aggregator = Network("feature_aggregator", SubbandChannels * config.Levels.Count, outputs, config.Aggregator);

        Stage Network(string name, int from, int to, FeatureNetworkConfig network) => Own<Stage>(network switch
        {
            UNetConfig unet => new UNetStage(weights.Part(name), from, to, unet),
            NafNetConfig nafnet => new NafStage(weights.Part(name), from, to, nafnet),
            VitConfig vit => new VitStage(weights.Part(name), from, to, vit),
            _ => throw new NotSupportedException($"No network is built from {network.GetType().Name}."),
        });

        Stage? Downsampler(int level)
        {
            var factor = 1 << (config.Levels[^1] - level);
            if (factor == 1)
                return null;
            return Own<Stage>(config.Downsample == DownsampleKind.Convolution
                ? new ConvolutionStage(weights.Part($"downsample_L{level}"), SubbandChannels, SubbandChannels, ConvolutionGeometry.Blocks(factor))
                : new AveragePoolStage(factor));
        }
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, 3]
    {
        var levels = _config.Levels;
        var pyramid = HaarPyramid.Analyze(x, levels[^1], workspace);
        var features = new Features[levels.Count];
        for (var i = 0; i < levels.Count; i++)
        {
            var h = _extractors[i].Run(pyramid[levels[i] - 1], workspace); // [B, H/2^l, W/2^l, 12]
            if (_downsamplers[i] is { } downsampler)
            {
                features[i] = downsampler.Run(h, workspace); // [B, h, w, 12]
                h.Release();
            }
            else
            {
                features[i] = h;
            }
        }
        foreach (var bands in pyramid)
            bands.Release();
        var all = Concatenation.Of(features, workspace); // [B, h, w, 12 n]
        foreach (var part in features)
            part.Release();
        var moments = _aggregator.Run(all, workspace); // [B, h, w, 2Z]
        all.Release();
        workspace.Completed(_name, moments);
        return moments;
    }

    public override ReceptiveField Before(ReceptiveField output)
    {
        var field = _aggregator.Before(output);
        return _config.Levels
            .Select((level, i) => _extractors[i].Before(_downsamplers[i]?.Before(field) ?? field).BeforeDownsampling(1 << level))
            .Aggregate((a, b) => a.Union(b));
    }
}
