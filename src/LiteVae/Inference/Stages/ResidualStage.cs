using LiteVae.Layers;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A residual block of either family: norm, SiLU, convolution, twice, beside a shortcut.</summary>
internal sealed class ResidualStage : Stage
{
    private readonly NormStage _norm1;
    private readonly ConvolutionStage _conv1;
    private readonly NormStage _norm2;
    private readonly ConvolutionStage _conv2;
    private readonly ConvolutionStage? _shortcut;
    private readonly double _scale;

    private ResidualStage(NormStage norm1, ConvolutionStage conv1, NormStage norm2, ConvolutionStage conv2, ConvolutionStage? shortcut, double scale)
    {
        (_norm1, _conv1, _norm2, _conv2, _scale) = (Own(norm1), Own(conv1), Own(norm2), Own(conv2), scale);
        _shortcut = shortcut is null ? null : Own(shortcut);
    }

    /// <summary>A block of a feature network, <see cref="FeatureResBlock"/>.</summary>
    public static ResidualStage Feature(NamedTensors t, double scale, ScalarType type)
    {
        NormStage Norm(string name) => new(t.HasPart(name) ? t.Part(name) : null, t.HasPart(name) ? FeatureResBlock.Groups(t[$"{name}.weight"].size(0)) : 0, FeatureResBlock.Epsilon, type);
        return new(Norm("norm_in"), new(t.Part("conv_in"), type), Norm("norm_out"), new(t.Part("conv_out"), type), Shortcut(t, "skip_connection", type), scale);
    }

    /// <summary>A block of Stable Diffusion's networks, <see cref="SdResBlock"/>.</summary>
    public static ResidualStage StableDiffusion(NamedTensors t, ScalarType type) => new(
        SdNorm(t, "norm1", type), new(t.Part("conv1"), type), SdNorm(t, "norm2", type), new(t.Part("conv2"), type), Shortcut(t, "nin_shortcut", type), scale: 1);

    /// <summary>Stable Diffusion's norm with its SiLU.</summary>
    public static NormStage SdNorm(NamedTensors t, string name, ScalarType type) =>
        new(t.HasPart(name) ? t.Part(name) : null, Layers.SdNorm.MostGroups, Layers.SdNorm.Epsilon, type);

    public override Tensor Run(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = _conv1.Run(_norm1.Run(x)); // [B, O, H, W]
        h = _conv2.Run(_norm2.Run(h));
        h.add_(_shortcut is null ? x : _shortcut.Run(x));
        return (_scale == 1 ? h : h.div_(_scale)).MoveToOuterDisposeScope();
    }

    private static ConvolutionStage? Shortcut(NamedTensors t, string name, ScalarType type) => t.HasPart(name) ? new(t.Part(name), type) : null;
}
