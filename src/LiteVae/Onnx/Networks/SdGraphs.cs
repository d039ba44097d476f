using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;

namespace LiteVae.Onnx.Networks;

/// <summary>Stable Diffusion's encoder and decoder, under CompVis's names.</summary>
internal static class SdGraphs
{
    /// <summary>The encoder: images to moments.</summary>
    /// <param name="part">That of <c>encoder.</c>.</param>
    /// <param name="image">[B,3,H,W].</param>
    /// <param name="config">Its layout.</param>
    /// <param name="outputs">Channels of the moments.</param>
    /// <returns>[B,outputs,h,w].</returns>
    public static string Encoder(GraphPart part, string image, SdEncoderConfig config, int outputs)
    {
        var width = config.Channels;
        var h = Convolution(part.Part("conv_in"), image, 3, width); // [B, C, H, W]
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            var down = part.Part($"down.{level}");
            var levelWidth = config.Channels * config.Multipliers[level];
            h = Blocks(down, h, width, levelWidth, config.ResBlocks, NormKind.Group, config.AttentionFactors.Contains(1 << level));
            width = levelWidth;
            if (level < config.Multipliers.Count - 1)
                h = down.Part("downsample.conv").Convolution(h, width, width, ConvolutionGeometry.Halving); // [B, C, H/2, W/2]
        }
        h = Middle(part.Part("mid"), h, width, NormKind.Group, config.MidAttention);
        h = part.Silu(ResidualGraph.SdNorm(part.Part("norm_out"), h, width));
        return Convolution(part.Part("conv_out"), h, width, outputs);
    }

    /// <summary>The decoder: latents to images, or to the sub-bands of images.</summary>
    /// <param name="part">That of <c>decoder.</c>.</param>
    /// <param name="latent">[B,inputs,h,w].</param>
    /// <param name="config">Its layout.</param>
    /// <param name="inputs">Channels of the latent.</param>
    /// <param name="outputs">3 for images, 12 for sub-bands.</param>
    /// <returns>[B,outputs,H,W].</returns>
    public static string Decoder(GraphPart part, string latent, DecoderConfig config, int inputs, int outputs)
    {
        var modulated = config.Norm == NormKind.SelfModulated;
        var width = config.Channels * config.Multipliers[^1];
        var h = Convolution(part.Part("conv_in"), latent, inputs, width); // [B, C, h, w]
        h = Middle(part.Part("mid"), h, width, config.Norm, config.MidAttention);
        for (var level = config.Multipliers.Count - 1; level >= 0; level--)
        {
            var up = part.Part($"up.{level}");
            var levelWidth = config.Channels * config.Multipliers[level];
            h = Blocks(up, h, width, levelWidth, config.ResBlocks + 1, config.Norm, config.AttentionFactors.Contains(1 << level));
            width = levelWidth;
            if (level > 0)
                h = Convolution(up.Part("upsample.conv"), up.Upsample(h), width, width); // [B, C, 2h, 2w]
        }
        h = part.Silu(modulated ? h : ResidualGraph.SdNorm(part.Part("norm_out"), h, width));
        return part.Part("conv_out").Convolution(h, width, outputs, ConvolutionGeometry.Same(3), modulated);
    }

    private static string Middle(GraphPart part, string x, int width, NormKind norm, bool attention)
    {
        var h = ResidualGraph.StableDiffusion(part.Part("block_1"), x, width, width, norm);
        h = attention ? Attention(part.Part("attn_1"), h, width) : h;
        return ResidualGraph.StableDiffusion(part.Part("block_2"), h, width, width, norm);
    }

    private static string Blocks(GraphPart part, string x, int inputs, int outputs, int count, NormKind norm, bool attention)
    {
        var h = x;
        for (var i = 0; i < count; i++)
        {
            h = ResidualGraph.StableDiffusion(part.Part($"block.{i}"), h, i == 0 ? inputs : outputs, outputs, norm);
            h = attention ? Attention(part.Part($"attn.{i}"), h, outputs) : h;
        }
        return h;
    }

    // Single-head self-attention over all positions.
    private static string Attention(GraphPart part, string x, int channels) // [B, C, H, W]
    {
        var h = ResidualGraph.SdNorm(part.Part("norm"), x, channels);
        var seen = part.Attention(part.Tokens(Linear("q", h), channels), part.Planes(Linear("k", h), channels), part.Tokens(Linear("v", h), channels), channels);
        return part.Node("Add", [x, Linear("proj_out", part.FeatureMaps(seen, x))]);

        string Linear(string name, string input) => part.Part(name).Convolution(input, channels, channels, ConvolutionGeometry.Same(1));
    }

    private static string Convolution(GraphPart part, string x, int inputs, int outputs) =>
        part.Convolution(x, inputs, outputs, ConvolutionGeometry.Same(3));
}
