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

    private ResidualStage(NamedTensors t, (string Norm1, string Conv1, string Norm2, string Conv2, string Shortcut) names, Func<NamedTensors, NormStage> norm, double scale, ScalarType type)
    {
        _conv1 = Own(new ConvolutionStage(t.Part(names.Conv1), type));
        _conv2 = Own(new ConvolutionStage(t.Part(names.Conv2), type));
        _shortcut = t.HasPart(names.Shortcut) ? Own(new ConvolutionStage(t.Part(names.Shortcut), type)) : null;
        NormStage Norm(string name) => t.HasPart(name) ? norm(t.Part(name)) : NormStage.Silu(_conv1.UsesKernels);
        (_norm1, _norm2, _scale) = (Own(Norm(names.Norm1)), Own(Norm(names.Norm2)), scale);
    }

    /// <summary>A block of a feature network, <see cref="FeatureResBlock"/>.</summary>
    public static ResidualStage Feature(NamedTensors t, double scale, ScalarType type) => new(
        t, ("norm_in", "conv_in", "norm_out", "conv_out", "skip_connection"),
        norm => new(norm, LiteVae.Codec.Models.Normalization.FeatureGroups((int)norm["weight"].size(0)), LiteVae.Codec.Models.Normalization.FeatureEpsilon, type), scale, type);

    /// <summary>A block of Stable Diffusion's networks, <see cref="SdResBlock"/>.</summary>
    public static ResidualStage StableDiffusion(NamedTensors t, ScalarType type) =>
        new(t, ("norm1", "conv1", "norm2", "conv2", "nin_shortcut"), norm => SdNorm(norm, type), scale: 1, type);

    /// <summary>Stable Diffusion's norm with its SiLU.</summary>
    public static NormStage SdNorm(NamedTensors norm, ScalarType type, bool silu = true) => new(norm, Layers.SdNorm.MostGroups, Layers.SdNorm.Epsilon, type, silu);

    /// <summary>Whether it normalises what it is given; otherwise its norms are SiLU alone.</summary>
    public bool Normalises => _norm1.Normalises;

    public override Features Run(Features x) => Run(x, beside: null);

    /// <param name="x">[B,C,H,W].</param>
    /// <param name="beside">[B,D,H,W]: channels that follow those of <paramref name="x"/>, for a block of C + D channels.</param>
    /// <returns>[B,O,H,W].</returns>
    public Features Run(Features x, Features? beside)
    {
        using var scope = NewDisposeScope();
        var normalises = _norm2.Normalises;
        var h = _conv1.Run(x, new() { Norm = _norm1, Concat = beside, Silu = !normalises, Measure = normalises }); // [B, O, H, W]
        var shortcut = _shortcut?.Run(x, new() { Concat = beside });
        var y = _conv2.Run(h, new() { Norm = normalises ? _norm2 : null, Residual = shortcut ?? x, Scale = 1 / _scale, Measure = normalises });
        h.Recycle();
        shortcut?.Recycle();
        return y.MoveToOuterDisposeScope();
    }
}
