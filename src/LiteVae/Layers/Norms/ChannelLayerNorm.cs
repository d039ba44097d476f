using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Norms;

/// <summary>LayerNorm over the channels of each position, NAFNet's: eps 1e-6.</summary>
internal sealed class ChannelLayerNorm : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long _channels;

    public ChannelLayerNorm(long channels)
        : base(nameof(ChannelLayerNorm))
    {
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        _channels = channels;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // [B, C, H, W]
    {
        using var scope = NewDisposeScope();
        var h = functional.layer_norm(x.permute(0, 2, 3, 1), [_channels], weight, bias, Epsilon); // [B, H, W, C]
        return h.permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
