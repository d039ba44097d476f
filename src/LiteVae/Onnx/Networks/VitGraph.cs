using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>A vision transformer over the positions of the latent: the aggregator of Table 20.</summary>
internal static class VitGraph
{
    private const double Epsilon = 1e-5;
    private const double BicubicCoefficient = -0.75; // libtorch's

    /// <inheritdoc cref="UNetGraph.Write"/>
    public static string Write(GraphPart part, string x, int inputs, int outputs, VitConfig config)
    {
        var width = config.Width;
        var maps = part.Part("in_layer").Convolution(x, inputs, width, ConvolutionGeometry.Same(1)); // [B, D, h, w]
        var size = part.Node("Concat", [part.Graph.Integers(1, width), part.Node("Shape", [maps], Of("start", 2L))], Of("axis", 0L));
        // The embeddings were learned at one size of the latent; any other samples them between.
        var positions = part.Node(
            "Resize", [part.Weight("pos_embed", 1, width, config.Grid, config.Grid), "", "", size],
            Of("mode", "cubic"), Of("coordinate_transformation_mode", "half_pixel"), Of("cubic_coeff_a", BicubicCoefficient));
        var h = part.Tokens(part.Node("Add", [maps, positions]), width); // [B, N, D]
        for (var i = 0; i < config.Depth; i++)
            h = Block(part.Part($"blocks.{i}"), h, config);
        h = part.FeatureMaps(part.Part("norm").LayerNorm(h, width, Epsilon), maps); // [B, D, h, w]
        return part.Part("out_layer").Convolution(h, width, outputs, ConvolutionGeometry.Same(3)); // [B, out, h, w]
    }

    // With the normalization first (Dosovitskiy et al. 2021).
    private static string Block(GraphPart part, string x, VitConfig config) // [B, N, D]
    {
        var (width, hidden) = (config.Width, config.MlpRatio * config.Width);
        var h = Attention(part.Part("attn"), part.Part("norm1").LayerNorm(x, width, Epsilon), config);
        var y = part.Node("Add", [x, h]);
        h = part.Part("mlp.fc1").Linear(part.Part("norm2").LayerNorm(y, width, Epsilon), width, hidden); // [B, N, mlp_ratio D]
        h = part.Part("mlp.fc2").Linear(part.Part("mlp").Gelu(h), hidden, width);
        return part.Node("Add", [y, h]);
    }

    private static string Attention(GraphPart part, string x, VitConfig config)
    {
        var (width, heads) = (config.Width, config.Heads);
        var head = width / heads;
        var parts = part.Nodes("Split", 3, [part.Part("qkv").Linear(x, width, 3 * width), part.Graph.Integers(width, width, width)], Of("axis", 2L));
        var seen = part.Attention(Heads(parts[0], 0, 2, 1, 3), Heads(parts[1], 0, 2, 3, 1), Heads(parts[2], 0, 2, 1, 3), head); // [B, heads, N, D/heads]
        seen = part.Node("Reshape", [part.Node("Transpose", [seen], Of("perm", 0, 2, 1, 3)), part.Graph.Integers(0, 0, width)]); // [B, N, D]
        return part.Part("proj").Linear(seen, width, width);

        string Heads(string tokens, params long[] order) =>
            part.Node("Transpose", [part.Node("Reshape", [tokens, part.Graph.Integers(0, 0, heads, head)])], Of("perm", order));
    }
}
