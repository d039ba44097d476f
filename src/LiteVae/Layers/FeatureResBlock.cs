using LiteVae.Codec.Models;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>The residual block of the feature networks: norm, SiLU, convolution, twice, beside a skip connection.</summary>
/// <remarks>Section 4.1. GroupNorm has min(32, channels/4) groups and eps 1e-5; with SMC there is none.</remarks>
internal sealed class FeatureResBlock : Module<Tensor, Tensor>
{
    private readonly GroupNormSilu? norm_in;
    private readonly Module<Tensor, Tensor> conv_in;
    private readonly GroupNormSilu? norm_out;
    private readonly Module<Tensor, Tensor> conv_out;
    private readonly Conv2d? skip_connection;
    private readonly double _dropout;
    private readonly double _scale;

    public FeatureResBlock(long inChannels, long outChannels, NormKind norm, double dropout, double residualScale)
        : base(nameof(FeatureResBlock))
    {
        norm_in = norm == NormKind.Group ? Norm(inChannels) : null;
        conv_in = Convolutions.Create(inChannels, outChannels, norm);
        norm_out = norm == NormKind.Group ? Norm(outChannels) : null;
        conv_out = Convolutions.Create(outChannels, outChannels, norm);
        skip_connection = inChannels == outChannels ? null : Conv2d(inChannels, outChannels, 1);
        _dropout = dropout;
        _scale = residualScale;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => Compute(x, null);

    /// <summary>The same of the channels of two inputs, which need not be concatenated beforehand.</summary>
    /// <param name="x">[B,I,H,W].</param>
    /// <param name="concat">[B,J,H,W]; I and J together are the block's inputs.</param>
    public Tensor call(Tensor x, Tensor concat) => Compute(x, concat);

    private Tensor Compute(Tensor first, Tensor? second)
    {
        using var scope = NewDisposeScope();
        if ((_dropout == 0 || !training)
            && ResidualBlocks.TryCompute(first, second, (norm_in, norm_out), (conv_in, conv_out), skip_connection, _scale) is { } y)
            return y.MoveToOuterDisposeScope();
        var x = second is null ? first : cat([first, second], 1);
        var h = norm_in is null ? functional.silu(x) : norm_in.call(x);
        h = conv_in.call(h); // [B, O, H, W]
        h = norm_out is null ? functional.silu(h) : norm_out.call(h);
        if (_dropout > 0)
            h = functional.dropout(h, _dropout, training);
        h = conv_out.call(h);
        h = (skip_connection is null ? x : skip_connection.call(x)).Plus(h);
        return (_scale == 1 ? h : h.DividedBy(_scale)).MoveToOuterDisposeScope();
    }

    private static GroupNormSilu Norm(long channels) => new(Normalization.FeatureGroups((int)channels), channels, Normalization.FeatureEpsilon);
}
