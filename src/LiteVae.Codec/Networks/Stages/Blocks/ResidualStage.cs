using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages.Blocks;

/// <summary>A residual block of either network family: norm, SiLU, convolution, twice, beside a shortcut.</summary>
internal sealed class ResidualStage : Stage
{
    private readonly string _name;
    private readonly NormStage _norm1;
    private readonly ConvolutionStage _conv1;
    private readonly NormStage _norm2;
    private readonly ConvolutionStage _conv2;
    private readonly ConvolutionStage? _shortcut;
    private readonly double _scale;

    private ResidualStage(Weights weights, Names names, int inputs, int outputs, NormKind norm, Func<Weights, int, NormStage> createNorm, double scale)
    {
        var modulated = norm == NormKind.SelfModulated;
        NormStage Norm(string name, int channels) => modulated ? NormStage.Silu() : createNorm(weights.Part(name), channels);
        _name = weights.Name;
        _norm1 = Own(Norm(names.Norm1, inputs));
        _conv1 = Own(new ConvolutionStage(weights.Part(names.Conv1), inputs, outputs, ConvolutionGeometry.Same(3), modulated));
        _norm2 = Own(Norm(names.Norm2, outputs));
        _conv2 = Own(new ConvolutionStage(weights.Part(names.Conv2), outputs, outputs, ConvolutionGeometry.Same(3), modulated));
        _shortcut = inputs == outputs ? null : Own(new ConvolutionStage(weights.Part(names.Shortcut), inputs, outputs, ConvolutionGeometry.Same(1)));
        _scale = scale;
    }

    /// <summary>Whether the block normalizes its input; otherwise its norms are SiLU alone.</summary>
    public bool Normalizes => _norm1.Normalizes;

    /// <summary>A block of a feature network (section 4.1).</summary>
    /// <param name="weights">The block's.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="config">Kind of norm and divisor of the sum.</param>
    public static ResidualStage Feature(Weights weights, int inputs, int outputs, UNetConfig config) => new(
        weights, new("norm_in", "conv_in", "norm_out", "conv_out", "skip_connection"), inputs, outputs, config.Norm,
        (norm, channels) => new(norm, channels, Normalization.FeatureGroups(channels), Normalization.FeatureEpsilon), config.ResidualScale);

    /// <summary>A block of Stable Diffusion's networks.</summary>
    /// <param name="weights">The block's.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="norm">Kind of norm.</param>
    public static ResidualStage StableDiffusion(Weights weights, int inputs, int outputs, NormKind norm = NormKind.Group) => new(
        weights, new("norm1", "conv1", "norm2", "conv2", "nin_shortcut"), inputs, outputs, norm, (w, channels) => SdNorm(w, channels), scale: 1);

    /// <summary>Stable Diffusion's norm.</summary>
    public static NormStage SdNorm(Weights weights, int channels, bool silu = true) =>
        new(weights, channels, Normalization.SdGroups(channels), Normalization.SdEpsilon, silu);

    public override Features Run(Features x, Workspace workspace) => Run(x, concat: null, workspace);

    /// <param name="x">[B,H,W,C].</param>
    /// <param name="concat">[B,H,W,D]: channels that follow those of <paramref name="x"/>, for a block of C + D channels.</param>
    /// <param name="workspace">Memory and observer of this run.</param>
    /// <returns>[B,H,W,O].</returns>
    public Features Run(Features x, Features? concat, Workspace workspace)
    {
        var normalizes = _norm2.Normalizes;
        var h = _conv1.Run(x, workspace, new() { Norm = _norm1, Concat = concat, Silu = !normalizes, CollectMoments = normalizes });
        var shortcut = _shortcut?.Run(x, workspace, new() { Concat = concat });
        var y = _conv2.Run(h, workspace, new() { Norm = normalizes ? _norm2 : null, Residual = shortcut ?? x, Scale = 1 / _scale, CollectMoments = normalizes });
        h.Release();
        shortcut?.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => _norm1.Before(_conv1.Before(_norm2.Before(_conv2.Before(output))));

    private readonly record struct Names(string Norm1, string Conv1, string Norm2, string Conv2, string Shortcut);
}
