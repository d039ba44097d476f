using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;

namespace LiteVae.Onnx.Networks;

/// <summary>A residual block of either network family: norm, SiLU, convolution, twice, beside a shortcut.</summary>
internal static class ResidualGraph
{
    /// <summary>A block of a feature network (section 4.1).</summary>
    /// <param name="part">The block's.</param>
    /// <param name="x">[B,inputs,H,W].</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="config">Kind of norm and divisor of the sum.</param>
    /// <returns>[B,outputs,H,W].</returns>
    public static string Feature(GraphPart part, string x, int inputs, int outputs, UNetConfig config)
    {
        var sum = Write(
            part, x, new("norm_in", "conv_in", "norm_out", "conv_out", "skip_connection"), inputs, outputs, config.Norm,
            (norm, h, channels) => norm.GroupNorm(h, channels, Normalization.FeatureGroups(channels), Normalization.FeatureEpsilon));
        return config.ResidualScale == 1 ? sum : part.Node("Mul", [sum, part.Graph.Number(1 / config.ResidualScale)]);
    }

    /// <summary>A block of Stable Diffusion's networks.</summary>
    /// <inheritdoc cref="Feature"/>
    /// <param name="norm">Kind of norm.</param>
    public static string StableDiffusion(GraphPart part, string x, int inputs, int outputs, NormKind norm) =>
        Write(part, x, new("norm1", "conv1", "norm2", "conv2", "nin_shortcut"), inputs, outputs, norm, SdNorm);

    /// <summary>Stable Diffusion's norm.</summary>
    public static string SdNorm(GraphPart part, string x, int channels) =>
        part.GroupNorm(x, channels, Normalization.SdGroups(channels), Normalization.SdEpsilon);

    private static string Write(GraphPart part, string x, Names names, int inputs, int outputs, NormKind norm, Func<GraphPart, string, int, string> groupNorm)
    {
        var modulated = norm == NormKind.SelfModulated;
        string Activated(string name, string h, int channels) => part.Silu(modulated ? h : groupNorm(part.Part(name), h, channels));
        var h = Activated(names.Norm1, x, inputs);
        h = part.Part(names.Conv1).Convolution(h, inputs, outputs, ConvolutionGeometry.Same(3), modulated); // [B, O, H, W]
        h = Activated(names.Norm2, h, outputs);
        h = part.Part(names.Conv2).Convolution(h, outputs, outputs, ConvolutionGeometry.Same(3), modulated);
        var shortcut = inputs == outputs ? x : part.Part(names.Shortcut).Convolution(x, inputs, outputs, ConvolutionGeometry.Same(1));
        return part.Node("Add", [shortcut, h]);
    }

    private readonly record struct Names(string Norm1, string Conv1, string Norm2, string Conv2, string Shortcut);
}
