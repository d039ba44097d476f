using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages.Blocks;

/// <summary>A block of a vision transformer, with the normalization first (Dosovitskiy et al. 2021).</summary>
internal sealed class TransformerBlockStage : Stage
{
    private const double Epsilon = 1e-5;

    private readonly string _name;
    private readonly LayerNormStage _norm1;
    private readonly MultiHeadAttentionStage _attention;
    private readonly LayerNormStage _norm2;
    private readonly LinearStage _fc1;
    private readonly LinearStage _fc2;

    /// <param name="weights">The block's.</param>
    /// <param name="config">Width, heads and perceptron.</param>
    public TransformerBlockStage(Weights weights, VitConfig config)
    {
        _name = weights.Name;
        var (width, hidden) = (config.Width, config.MlpRatio * config.Width);
        _norm1 = Own(new LayerNormStage(weights.Part("norm1"), width, Epsilon));
        var qkv = new LinearStage(weights.Part("attn.qkv"), width, 3 * width);
        _attention = Own(new MultiHeadAttentionStage($"{_name}.attn", qkv, new LinearStage(weights.Part("attn.proj"), width, width), width, config.Heads));
        _norm2 = Own(new LayerNormStage(weights.Part("norm2"), width, Epsilon));
        _fc1 = Own(new LinearStage(weights.Part("mlp.fc1"), width, hidden));
        _fc2 = Own(new LinearStage(weights.Part("mlp.fc2"), hidden, width));
    }

    public override Features Run(Features x, Workspace workspace) // [B, h, w, D]
    {
        _norm1.Announce(x, workspace);
        var h = _attention.Run(x, workspace, new() { RowPrologue = _norm1.Kernel, Residual = x });
        _norm2.Announce(h, workspace);
        var hidden = _fc1.Run(h, workspace, new() { RowPrologue = _norm2.Kernel }, GeluForm.Erf); // [B, h, w, mlp_ratio D]
        var y = _fc2.Run(hidden, workspace, new() { Residual = h });
        hidden.Release();
        h.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
