using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>A vision transformer's block, with the normalisation first (Dosovitskiy et al. 2021).</summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1;
    private readonly TokenAttention attn;
    private readonly LayerNorm norm2;
    private readonly TransformerPerceptron mlp;
    private readonly double _dropout;

    public TransformerBlock(long width, long heads, long mlpRatio, double dropout)
        : base(nameof(TransformerBlock))
    {
        norm1 = LayerNorm(width);
        attn = new TokenAttention(width, heads);
        norm2 = LayerNorm(width);
        mlp = new TransformerPerceptron(width, mlpRatio * width);
        _dropout = dropout;
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens) // [B, N, D]
    {
        using var scope = NewDisposeScope();
        var h = tokens.Plus(Drop(attn.call(norm1.call(tokens))));
        return h.Plus(Drop(mlp.call(norm2.call(h)))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => _dropout > 0 ? functional.dropout(x, _dropout, training) : x;
}

/// <summary>The perceptron of a <see cref="TransformerBlock"/>: two linear layers about a GELU.</summary>
internal sealed class TransformerPerceptron : Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public TransformerPerceptron(long width, long hidden)
        : base(nameof(TransformerPerceptron))
    {
        fc1 = Linear(width, hidden);
        fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return fc2.call(functional.gelu(fc1.call(tokens))).MoveToOuterDisposeScope();
    }
}
