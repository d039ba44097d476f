using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>NAFNet without resampling, as an extractor (Table 18): blocks, skips that are added, 1x1 convolutions between widths.</summary>
internal static class NafGraph
{
    private const double Epsilon = 1e-6;

    /// <inheritdoc cref="UNetGraph.Write"/>
    public static string Write(GraphPart part, string x, int inputs, int outputs, NafNetConfig config)
    {
        int[] widths = [.. config.Multipliers.Select(m => config.Channels * m)];
        var last = widths.Length - 1;
        var h = Convolution("in_layer", x, inputs, widths[0], 3); // [B, C, H, W]
        var skips = new Stack<string>();
        for (var i = 0; i <= last; i++)
        {
            h = i == 0 ? h : Convolution($"downs.{i - 1}", h, widths[i - 1], widths[i], 1);
            h = Blocks($"encoders.{i}", h, widths[i]);
            skips.Push(h);
        }
        h = Blocks("middle_blks", h, widths[last]);
        for (var i = 0; i <= last; i++)
        {
            h = i == 0 ? h : Convolution($"ups.{i - 1}", h, widths[last - i + 1], widths[last - i], 1);
            h = part.Node("Add", [h, skips.Pop()]);
            h = Blocks($"decoders.{i}", h, widths[last - i]);
        }
        return Convolution("out_layer", h, widths[0], outputs, 3); // [B, out, H, W]

        string Convolution(string name, string input, int from, int to, int kernel) =>
            part.Part(name).Convolution(input, from, to, ConvolutionGeometry.Same(kernel));
        string Blocks(string name, string input, int width) =>
            Enumerable.Range(0, config.Blocks).Aggregate(input, (value, i) => Block(part.Part($"{name}.{i}"), value, width));
    }

    // Halves of the channels gate each other in place of activation functions (Chen et al. 2022).
    private static string Block(GraphPart part, string x, int channels) // [B, C, H, W]
    {
        using var beta = part.Read("beta", 1, channels, 1, 1);
        using var gamma = part.Read("gamma", 1, channels, 1, 1);
        var h = Linear("conv1", ChannelNorm(part.Part("norm1"), x, channels), 2 * channels); // [B, 2C, H, W]
        var depthwise = part.Part("conv2");
        h = depthwise.Node(
            "Conv", [h, depthwise.Weight("weight", 2 * channels, 1, 3, 3), depthwise.Weight("bias", 2 * channels)],
            Of("kernel_shape", 3, 3), Of("pads", 1, 1, 1, 1), Of("group", 2L * channels));
        h = Gate(part, h, channels); // [B, C, H, W]
        h = part.Node("Mul", [h, Linear("sca", part.Node("GlobalAveragePool", [h]), channels)]); // channel attention
        var y = part.Node("Add", [x, part.Part("conv3").Convolution(h, channels, channels, ConvolutionGeometry.Same(1), outputFactors: beta)]);
        h = Linear("conv4", ChannelNorm(part.Part("norm2"), y, channels), 2 * channels);
        h = part.Part("conv5").Convolution(Gate(part, h, channels), channels, channels, ConvolutionGeometry.Same(1), outputFactors: gamma);
        return part.Node("Add", [y, h]);

        string Linear(string name, string input, int outputs) => part.Part(name).Convolution(input, channels, outputs, ConvolutionGeometry.Same(1));
    }

    private static string ChannelNorm(GraphPart part, string x, int channels)
    {
        var h = part.LayerNorm(part.Node("Transpose", [x], Of("perm", 0, 2, 3, 1)), channels, Epsilon); // [B, H, W, C]
        return part.Node("Transpose", [h], Of("perm", 0, 3, 1, 2));
    }

    private static string Gate(GraphPart part, string x, int channels)
    {
        var halves = part.Nodes("Split", 2, [x, part.Graph.Integers(channels, channels)], Of("axis", 1L));
        return part.Node("Mul", halves);
    }
}
