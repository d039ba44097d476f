using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>Attention over all positions: <see cref="SpatialAttention"/>.</summary>
internal sealed class AttentionStage : Stage
{
    private readonly NormStage _norm;
    private readonly ConvolutionStage _q;
    private readonly ConvolutionStage _k;
    private readonly ConvolutionStage _v;
    private readonly ConvolutionStage _out;

    public AttentionStage(NamedTensors t, ScalarType type)
    {
        _norm = Own(ResidualStage.SdNorm(t.Part("norm"), type, silu: false));
        _q = Own(new ConvolutionStage(t.Part("q"), type));
        _k = Own(new ConvolutionStage(t.Part("k"), type));
        _v = Own(new ConvolutionStage(t.Part("v"), type));
        _out = Own(new ConvolutionStage(t.Part("proj_out"), type));
    }

    public override Features Run(Features x) // [B, C, H, W]
    {
        using var scope = NewDisposeScope();
        var h = _norm.Run(x);
        Features[] maps = [_q.Run(h), _k.Run(h), _v.Run(h)];
        h.Recycle();
        var seen = functional.scaled_dot_product_attention(Tokens(maps[0]), Tokens(maps[1]), Tokens(maps[2])).squeeze(1); // [B, N, C]
        foreach (var map in maps)
            map.Recycle();
        seen = seen.unflatten(1, x.Values.size(2), x.Values.size(3)).permute(0, 3, 1, 2); // [B, C, H, W], channels last as it is
        return _out.Run(new(seen), new() { Residual = x }).MoveToOuterDisposeScope();
    }

    // Channels last already: positions are rows. [B, 1, N, C].
    private static Tensor Tokens(Features x) => x.Values.permute(0, 2, 3, 1).flatten(1, 2).unsqueeze(1).contiguous();
}
