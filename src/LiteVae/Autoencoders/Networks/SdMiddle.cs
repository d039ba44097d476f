using LiteVae.Codec.Models;
using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>The middle of Stable Diffusion's encoder and decoder: block, attention, block. SMC drops the attention.</summary>
internal sealed class SdMiddle : Module<Tensor, Tensor>
{
    private readonly SdResBlock block_1;
    private readonly SpatialAttention? attn_1;
    private readonly SdResBlock block_2;

    public SdMiddle(long channels, NormKind norm, bool attention, double dropout)
        : base(nameof(SdMiddle))
    {
        block_1 = new SdResBlock(channels, channels, norm, dropout);
        attn_1 = attention ? new SpatialAttention(channels) : null;
        block_2 = new SdResBlock(channels, channels, norm, dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = block_1.call(x);
        h = attn_1 is null ? h : attn_1.call(h);
        return block_2.call(h).MoveToOuterDisposeScope();
    }
}
