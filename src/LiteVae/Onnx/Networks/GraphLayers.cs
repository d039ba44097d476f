using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>The layers that networks are made of, as nodes of a graph. Feature maps are [B,C,H,W], tokens [B,N,C].</summary>
internal static class GraphLayers
{
    /// <summary>A convolution.</summary>
    /// <param name="part">The layer's.</param>
    /// <param name="x">[B,inputs,H,W].</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="geometry">Kernel, stride and padding.</param>
    /// <param name="modulated">Whether it is self-modulated: its effective weight is a constant here.</param>
    /// <param name="outputFactors">Factors of the outputs, which become a part of weight and bias; null for none.</param>
    public static string Convolution(
        this GraphPart part, string x, int inputs, int outputs, ConvolutionGeometry geometry, bool modulated = false, FloatBuffer? outputFactors = null)
    {
        var (kernel, stride) = (geometry.Kernel, geometry.Stride);
        long[] shape = [outputs, inputs, kernel, kernel];
        var (weight, bias) = (modulated, outputFactors) switch
        {
            (true, _) => (part.ModulatedWeight(inputs, outputs, kernel), part.Part("conv").Weight("bias", outputs)),
            (_, { } factors) => (part.ScaledWeight("weight", factors, shape), part.ScaledWeight("bias", factors, outputs)),
            _ => (part.Weight("weight", shape), part.Weight("bias", outputs)),
        };
        return part.Node(
            "Conv", [x, weight, bias], Of("kernel_shape", kernel, kernel), Of("strides", stride, stride),
            Of("pads", geometry.Before, geometry.Before, geometry.After, geometry.After));
    }

    /// <summary>A linear layer over the last dimension.</summary>
    public static string Linear(this GraphPart part, string x, int inputs, int outputs) =>
        part.Node("Add", [part.Node("MatMul", [x, part.TransposedWeight("weight", inputs, outputs)]), part.Weight("bias", outputs)]);

    /// <summary>GroupNorm: groups become the channels of an instance normalization without factors, and each channel's own follow.</summary>
    public static string GroupNorm(this GraphPart part, string x, int channels, int groups, double epsilon)
    {
        var (ones, zeros) = (new float[groups], new float[groups]);
        Array.Fill(ones, 1);
        var grouped = part.Node("Reshape", [x, part.Graph.Integers(0, groups, -1)]); // [B, G, C/G H W]
        var normalized = part.Node(
            "InstanceNormalization",
            [grouped, part.Graph.Constant($"ones {groups}", [groups], ones), part.Graph.Constant($"zeros {groups}", [groups], zeros)],
            Of("epsilon", epsilon));
        var h = part.Node("Reshape", [normalized, part.Node("Shape", [x])]);
        h = part.Node("Mul", [h, part.ChannelWeight("weight", channels)]);
        return part.Node("Add", [h, part.ChannelWeight("bias", channels)]);
    }

    /// <summary>LayerNorm over the last dimension.</summary>
    public static string LayerNorm(this GraphPart part, string x, int channels, double epsilon) =>
        part.Node("LayerNormalization", [x, part.Weight("weight", channels), part.Weight("bias", channels)], Of("axis", -1L), Of("epsilon", epsilon));

    public static string Silu(this GraphPart part, string x) => part.Node("Mul", [x, part.Node("Sigmoid", [x])]);

    /// <summary>GELU by the error function: x (1 + erf(x / sqrt 2)) / 2.</summary>
    public static string Gelu(this GraphPart part, string x)
    {
        var erf = part.Node("Erf", [part.Node("Div", [x, part.Graph.Number(Math.Sqrt(2))])]);
        return part.Node("Mul", [part.Node("Mul", [x, part.Node("Add", [erf, part.Graph.Number(1)])]), part.Graph.Number(0.5)]);
    }

    /// <summary>Positions repeated twice along each side.</summary>
    public static string Upsample(this GraphPart part, string x) => part.Node(
        "Resize", [x, "", part.Graph.Scales(1, 1, 2, 2)],
        Of("mode", "nearest"), Of("coordinate_transformation_mode", "asymmetric"), Of("nearest_mode", "floor"));

    /// <summary>[B,C,H,W] to [B,H W,C].</summary>
    public static string Tokens(this GraphPart part, string x, int channels) => part.Node("Transpose", [part.Planes(x, channels)], Of("perm", 0, 2, 1));

    /// <summary>[B,C,H,W] to [B,C,H W].</summary>
    public static string Planes(this GraphPart part, string x, int channels) => part.Node("Reshape", [x, part.Graph.Integers(0, channels, -1)]);

    /// <summary>[B,H W,C] to feature maps of the size of others.</summary>
    /// <param name="part">Whose nodes they are.</param>
    /// <param name="tokens">[B,N,C].</param>
    /// <param name="like">[B,C,H,W], with N = H W.</param>
    public static string FeatureMaps(this GraphPart part, string tokens, string like) =>
        part.Node("Reshape", [part.Node("Transpose", [tokens], Of("perm", 0, 2, 1)), part.Node("Shape", [like])]);

    /// <summary>Scaled dot-product attention.</summary>
    /// <param name="part">Whose nodes they are.</param>
    /// <param name="queries">[..., N, D].</param>
    /// <param name="keys">[..., D, N].</param>
    /// <param name="values">[..., N, D].</param>
    /// <param name="width">D, of whose root the reciprocal is the scale.</param>
    /// <returns>[..., N, D].</returns>
    public static string Attention(this GraphPart part, string queries, string keys, string values, int width)
    {
        // Queries are scaled rather than their products, which could be too large for float16.
        var scaled = part.Node("Mul", [queries, part.Graph.Number(1 / Math.Sqrt(width))]);
        var weights = part.Node("Softmax", [part.Node("MatMul", [scaled, keys])], Of("axis", -1L));
        return part.Node("MatMul", [weights, values]);
    }
}
