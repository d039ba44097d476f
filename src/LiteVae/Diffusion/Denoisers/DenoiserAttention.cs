using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Self-attention of several heads over all positions, with latent diffusion's names; each head's queries, keys and values lie together.</summary>
internal sealed class DenoiserAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm norm;
    private readonly Conv1d qkv;
    private readonly Conv1d proj_out;
    private readonly long _heads;

    public DenoiserAttention(long channels, long heads)
        : base(nameof(DenoiserAttention))
    {
        norm = DenoiserNorm.Create(channels);
        qkv = Conv1d(channels, 3 * channels, 1);
        proj_out = ZeroStart.Of(Conv1d(channels, channels, 1));
        _heads = heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) // [B, C, H, W]
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var parts = qkv.call(norm.call(x).flatten(2)) // [B, 3C, N]
            .view(batch, _heads, 3, channels / _heads, height * width).permute(2, 0, 1, 4, 3); // [3, B, heads, N, C/heads]
        var h = functional.scaled_dot_product_attention(parts[0].contiguous(), parts[1].contiguous(), parts[2].contiguous());
        h = h.transpose(2, 3).reshape(batch, channels, height * width);
        return x.Plus(proj_out.call(h).view(batch, channels, height, width)).MoveToOuterDisposeScope();
    }
}
