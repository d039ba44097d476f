using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>A UNet without resampling: the extractor of one wavelet level, and the aggregator of all (section 4.1).</summary>
internal static class UNetGraph
{
    /// <summary>Writes the network.</summary>
    /// <param name="part">The network's.</param>
    /// <param name="x">[B,inputs,H,W].</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="config">Its layout.</param>
    /// <returns>[B,outputs,H,W].</returns>
    public static string Write(GraphPart part, string x, int inputs, int outputs, UNetConfig config)
    {
        var h = part.Part("in_layer").Convolution(x, inputs, config.Channels, ConvolutionGeometry.Same(3)); // [B, C, H, W]
        var width = config.Channels;
        var skips = new Stack<(string Maps, int Width)>();
        foreach (var multiplier in config.Multipliers)
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                h = Block($"encoder_blocks.{skips.Count}", h, width, config.Channels * multiplier);
                width = config.Channels * multiplier;
                skips.Push((h, width));
            }
        }
        h = Block("mid_block.res0", h, width, width);
        h = Block("mid_block.res1", h, width, width);
        var count = 0;
        foreach (var multiplier in config.Multipliers.Reverse())
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                var skip = skips.Pop();
                h = part.Node("Concat", [h, skip.Maps], Of("axis", 1L));
                h = Block($"decoder_blocks.{count++}", h, width + skip.Width, config.Channels * multiplier);
                width = config.Channels * multiplier;
            }
        }
        return part.Part("out_layer").Convolution(h, width, outputs, ConvolutionGeometry.Same(3)); // [B, out, H, W]

        string Block(string name, string input, int from, int to) => ResidualGraph.Feature(part.Part(name), input, from, to, config);
    }
}
