using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Single-head self-attention over all positions, in the middle of Stable Diffusion's encoder and decoder.</summary>
internal sealed class SpatialAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm norm;
    private readonly Conv2d q;
    private readonly Conv2d k;
    private readonly Conv2d v;
    private readonly Conv2d proj_out;

    public SpatialAttention(long channels)
        : base(nameof(SpatialAttention))
    {
        norm = SdNorm.Create(channels);
        q = Conv2d(channels, channels, 1);
        k = Conv2d(channels, channels, 1);
        v = Conv2d(channels, channels, 1);
        proj_out = Conv2d(channels, channels, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.size(2), x.size(3));
        var h = GroupNorms.Normalize(x, norm.num_groups, norm.weight!, norm.bias!, norm.eps);
        var queries = Tokens(q.call(h)); // [B, 1, N, C]
        var keys = Tokens(k.call(h));
        var values = Tokens(v.call(h));
        h = functional.scaled_dot_product_attention(queries, keys, values); // scaled by C^-1/2
        h = h.squeeze(1).transpose(1, 2).unflatten(2, height, width); // [B, C, H, W]
        return x.Plus(proj_out.call(h.contiguous())).MoveToOuterDisposeScope();
    }

    private static Tensor Tokens(Tensor x) => x.flatten(2).transpose(1, 2).unsqueeze(1).contiguous();
}
