using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Stages.Blocks;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>Stable Diffusion's encoder and decoder, under CompVis's names.</summary>
internal static class SdStages
{
    /// <summary>The encoder: images to moments.</summary>
    /// <param name="weights">Those of <c>encoder.</c>.</param>
    /// <param name="config">Its layout.</param>
    /// <param name="outputs">Channels of the moments.</param>
    public static Stage Encoder(Weights weights, SdEncoderConfig config, int outputs)
    {
        List<Stage> stages = [Convolution(weights.Part("conv_in"), 3, config.Channels)];
        var width = config.Channels;
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            var part = weights.Part($"down.{level}");
            var levelWidth = config.Channels * config.Multipliers[level];
            List<Stage> parts = [.. Blocks(part, width, levelWidth, config.ResBlocks, NormKind.Group, config.AttentionFactors.Contains(1 << level))];
            width = levelWidth;
            if (level < config.Multipliers.Count - 1)
                parts.Add(new ConvolutionStage(part.Part("downsample.conv"), width, width, ConvolutionGeometry.Halving));
            stages.Add(new SequenceStage(part.Name, parts));
        }
        stages.Add(Middle(weights.Part("mid"), width, NormKind.Group, config.MidAttention));
        stages.Add(new NormedConvolutionStage(ResidualStage.SdNorm(weights.Part("norm_out"), width), Convolution(weights.Part("conv_out"), width, outputs)));
        return new SequenceStage(weights.Name, stages);
    }

    /// <summary>The decoder: latents to images, or to the sub-bands of images.</summary>
    /// <param name="weights">Those of <c>decoder.</c>.</param>
    /// <param name="config">Its layout.</param>
    /// <param name="inputs">Channels of the latent.</param>
    /// <param name="outputs">3 for images, 12 for sub-bands.</param>
    public static Stage Decoder(Weights weights, DecoderConfig config, int inputs, int outputs)
    {
        var modulated = config.Norm == NormKind.SelfModulated;
        var width = config.Channels * config.Multipliers[^1];
        List<Stage> stages = [Convolution(weights.Part("conv_in"), inputs, width), Middle(weights.Part("mid"), width, config.Norm, config.MidAttention)];
        for (var level = config.Multipliers.Count - 1; level >= 0; level--)
        {
            var part = weights.Part($"up.{level}");
            var levelWidth = config.Channels * config.Multipliers[level];
            List<Stage> parts = [.. Blocks(part, width, levelWidth, config.ResBlocks + 1, config.Norm, config.AttentionFactors.Contains(1 << level))];
            width = levelWidth;
            if (level > 0)
                parts.Add(new UpsampleStage(part.Part("upsample.conv"), width, collectMoments: !modulated));
            stages.Add(new SequenceStage(part.Name, parts));
        }
        var norm = modulated ? NormStage.Silu() : ResidualStage.SdNorm(weights.Part("norm_out"), width);
        stages.Add(new NormedConvolutionStage(norm, new ConvolutionStage(weights.Part("conv_out"), width, outputs, ConvolutionGeometry.Same(3), modulated)));
        return new SequenceStage(weights.Name, stages);
    }

    private static SequenceStage Middle(Weights weights, int width, NormKind norm, bool attention)
    {
        List<Stage> stages = [ResidualStage.StableDiffusion(weights.Part("block_1"), width, width, norm)];
        if (attention)
            stages.Add(new AttentionStage(weights.Part("attn_1"), width));
        stages.Add(ResidualStage.StableDiffusion(weights.Part("block_2"), width, width, norm));
        return new SequenceStage(weights.Name, stages);
    }

    private static IEnumerable<Stage> Blocks(Weights weights, int inputs, int outputs, int count, NormKind norm, bool attention)
    {
        for (var i = 0; i < count; i++)
        {
            yield return ResidualStage.StableDiffusion(weights.Part($"block.{i}"), i == 0 ? inputs : outputs, outputs, norm);
            if (attention)
                yield return new AttentionStage(weights.Part($"attn.{i}"), outputs);
        }
    }

    private static ConvolutionStage Convolution(Weights weights, int inputs, int outputs) => new(weights, inputs, outputs, ConvolutionGeometry.Same(3));
}
