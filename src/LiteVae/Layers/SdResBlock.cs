using LiteVae.Codec.Models;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Stable Diffusion's residual block, with CompVis's names; an SMC block where the norm is <see cref="NormKind.SelfModulated"/>.</summary>
internal sealed class SdResBlock : Module<Tensor, Tensor>
{
    private readonly GroupNormSilu? norm1;
    private readonly Module<Tensor, Tensor> conv1;
    private readonly GroupNormSilu? norm2;
    private readonly Module<Tensor, Tensor> conv2;
    private readonly Conv2d? nin_shortcut;
    private readonly double _dropout;

    public SdResBlock(long inChannels, long outChannels, NormKind norm, double dropout)
        : base(nameof(SdResBlock))
    {
        norm1 = norm == NormKind.Group ? SdNorm.CreateWithSilu(inChannels) : null;
        conv1 = Convolutions.Create(inChannels, outChannels, norm);
        norm2 = norm == NormKind.Group ? SdNorm.CreateWithSilu(outChannels) : null;
        conv2 = Convolutions.Create(outChannels, outChannels, norm);
        nin_shortcut = inChannels == outChannels ? null : Conv2d(inChannels, outChannels, 1);
        _dropout = dropout;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if ((_dropout == 0 || !training) && ResidualBlocks.TryCompute(x, null, (norm1, norm2), (conv1, conv2), nin_shortcut) is { } y)
            return y.MoveToOuterDisposeScope();
        var h = norm1 is null ? functional.silu(x) : norm1.call(x);
        h = conv1.call(h); // [B, O, H, W]
        h = norm2 is null ? functional.silu(h) : norm2.call(h);
        if (_dropout > 0)
            h = functional.dropout(h, _dropout, training);
        h = conv2.call(h);
        return (nin_shortcut is null ? x : nin_shortcut.call(x)).Plus(h).MoveToOuterDisposeScope();
    }
}
