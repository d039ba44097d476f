using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>A block without activation functions (NAFNet, Chen et al. 2022): halves of the channels gate each other.</summary>
/// <remarks>Names as in the authors' code, but for <c>sca</c>, which is <c>sca.1</c> there, after a pooling layer. <c>beta</c> and <c>gamma</c> begin at nought: a fresh block is the identity.</remarks>
internal sealed class NafBlock : Module<Tensor, Tensor>
{
    private readonly ChannelLayerNorm norm1;
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d sca;
    private readonly Conv2d conv3;
    private readonly ChannelLayerNorm norm2;
    private readonly Conv2d conv4;
    private readonly Conv2d conv5;
    private readonly Parameter beta;
    private readonly Parameter gamma;
    private readonly double _dropout;

    public NafBlock(long channels, double dropout)
        : base(nameof(NafBlock))
    {
        norm1 = new ChannelLayerNorm(channels);
        conv1 = Conv2d(channels, 2 * channels, 1);
        conv2 = Conv2d(2 * channels, 2 * channels, 3, padding: 1, groups: 2 * channels);
        sca = Conv2d(channels, channels, 1);
        conv3 = Conv2d(channels, channels, 1);
        norm2 = new ChannelLayerNorm(channels);
        conv4 = Conv2d(channels, 2 * channels, 1);
        conv5 = Conv2d(channels, channels, 1);
        beta = new Parameter(zeros(1, channels, 1, 1));
        gamma = new Parameter(zeros(1, channels, 1, 1));
        _dropout = dropout;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // [B, C, H, W]
    {
        using var scope = NewDisposeScope();
        var h = Gate(conv2.call(conv1.call(norm1.call(x)))); // [B, C, H, W]
        h = h * sca.call(h.mean([2, 3], keepdim: true)); // channel attention, [B, C, 1, 1]
        var y = x.Plus(beta * Drop(conv3.call(h)));
        h = conv5.call(Gate(conv4.call(norm2.call(y))));
        return y.Plus(gamma * Drop(h)).MoveToOuterDisposeScope();
    }

    private static Tensor Gate(Tensor x)
    {
        var halves = x.chunk(2, 1);
        return halves[0] * halves[1]; // [B, 2C, H, W] to [B, C, H, W]
    }

    private Tensor Drop(Tensor x) => _dropout > 0 ? functional.dropout(x, _dropout, training) : x;
}
