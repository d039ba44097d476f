using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>LiteVAE's encoder (section 4.1): sub-bands of several levels, an extractor each, an aggregator; and fixed wavelets.</summary>
internal static class WaveletEncoderGraph
{
    private const int SubbandChannels = 12;

    /// <summary>LiteVAE's encoder.</summary>
    /// <param name="part">That of <c>encoder.</c>.</param>
    /// <param name="image">[B,3,H,W].</param>
    /// <param name="config">Its layout.</param>
    /// <param name="outputs">Channels of the moments.</param>
    /// <returns>[B,outputs,h,w].</returns>
    public static string LiteVae(GraphPart part, string image, LiteVaeEncoderConfig config, int outputs)
    {
        var levels = config.Levels;
        var pyramid = HaarGraph.Pyramid(part, image, levels[^1]);
        var features = levels.Select(level =>
        {
            var name = config.ShareExtractor ? "feature_extractor" : $"feature_extractor_L{level}";
            var h = Network(part.Part(name), pyramid[level - 1], SubbandChannels, SubbandChannels, config.Extractor); // [B, 12, H/2^l, W/2^l]
            return Downsample(level, h); // [B, 12, h, w]
        }).ToArray();
        var all = features.Length == 1 ? features[0] : part.Node("Concat", features, Of("axis", 1L)); // [B, 12 n, h, w]
        return Network(part.Part("feature_aggregator"), all, SubbandChannels * levels.Count, outputs, config.Aggregator); // [B, 2Z, h, w]

        string Downsample(int level, string h)
        {
            var factor = 1 << (levels[^1] - level);
            if (factor == 1)
                return h;
            var downsample = part.Part($"downsample_L{level}");
            return config.Downsample == DownsampleKind.Convolution
                ? downsample.Convolution(h, SubbandChannels, SubbandChannels, ConvolutionGeometry.Blocks(factor))
                : downsample.Node("AveragePool", [h], Of("kernel_shape", factor, factor), Of("strides", factor, factor));
        }
    }

    /// <summary>An encoder without weights (Appendix B): the mean alone, as the variance is zero.</summary>
    /// <param name="part">Whose nodes they are.</param>
    /// <param name="image">[B,3,H,W].</param>
    /// <param name="level">3 for <c>dwt</c>, 2 for <c>dwt-2</c>, whose sub-bands are moved from space to depth.</param>
    /// <returns>[B,12,h,w] or [B,48,h,w].</returns>
    public static string Fixed(GraphPart part, string image, int level)
    {
        var bands = HaarGraph.Pyramid(part, image, level)[^1];
        return level == 3 ? bands : part.Node("Conv", [bands, Unshuffle(part)], Of("kernel_shape", 2, 2), Of("strides", 2, 2));
    }

    // A convolution that puts the four positions of a window into channels, in the order of pixel_unshuffle, which is not that of ONNX's SpaceToDepth.
    private static string Unshuffle(GraphPart part)
    {
        const int Positions = 4;
        var values = new float[Positions * SubbandChannels * SubbandChannels * Positions];
        for (var output = 0; output < Positions * SubbandChannels; output++)
        {
            var (channel, position) = Math.DivRem(output, Positions);
            values[(output * SubbandChannels + channel) * Positions + position] = 1;
        }
        return part.Graph.Constant("pixel unshuffle", [Positions * SubbandChannels, SubbandChannels, 2, 2], values);
    }

    private static string Network(GraphPart part, string x, int inputs, int outputs, FeatureNetworkConfig config) => config switch
    {
        UNetConfig unet => UNetGraph.Write(part, x, inputs, outputs, unet),
        NafNetConfig nafnet => NafGraph.Write(part, x, inputs, outputs, nafnet),
        VitConfig vit => VitGraph.Write(part, x, inputs, outputs, vit),
        _ => throw new NotSupportedException($"No graph is written of {config.GetType().Name}."),
    };
}
