using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Multi-head self-attention over tokens.</summary>
internal sealed class TokenAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly long _heads;

    public TokenAttention(long width, long heads)
        : base(nameof(TokenAttention))
    {
        qkv = Linear(width, 3 * width);
        proj = Linear(width, width);
        _heads = heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens) // [B, N, D]
    {
        using var scope = NewDisposeScope();
        var (batch, count, width) = (tokens.size(0), tokens.size(1), tokens.size(2));
        var parts = qkv.call(tokens).view(batch, count, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4); // [3, B, heads, N, D/heads]
        var h = functional.scaled_dot_product_attention(parts[0].contiguous(), parts[1].contiguous(), parts[2].contiguous());
        h = h.transpose(1, 2).reshape(batch, count, width);
        return proj.call(h).MoveToOuterDisposeScope();
    }
}
