using LiteVae.Codec.Models;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages.Blocks;

/// <summary>A block of a vision transformer, with the normalization first (Dosovitskiy et al. 2021).</summary>
internal sealed unsafe class TransformerBlockStage : Stage
{
    private const double Epsilon = 1e-5;

    private readonly string _name;
    private readonly VitConfig _config;
    private readonly LayerNormStage _norm1;
    private readonly LinearStage _qkv;
    private readonly LinearStage _proj;
    private readonly LayerNormStage _norm2;
    private readonly LinearStage _fc1;
    private readonly LinearStage _fc2;
    private readonly AttentionKernel _attention;

    /// <param name="weights">The block's.</param>
    /// <param name="config">Width, heads and perceptron.</param>
    public TransformerBlockStage(Weights weights, VitConfig config)
    {
        (_name, _config) = (weights.Name, config);
        var (width, hidden) = (config.Width, config.MlpRatio * config.Width);
        _norm1 = Own(new LayerNormStage(weights.Part("norm1"), width, Epsilon));
        _qkv = Own(new LinearStage(weights.Part("attn.qkv"), width, 3 * width));
        _proj = Own(new LinearStage(weights.Part("attn.proj"), width, width));
        _norm2 = Own(new LayerNormStage(weights.Part("norm2"), width, Epsilon));
        _fc1 = Own(new LinearStage(weights.Part("mlp.fc1"), width, hidden));
        _fc2 = Own(new LinearStage(weights.Part("mlp.fc2"), hidden, width));
        _attention = new AttentionKernel(config.Heads, width / config.Heads);
    }

    public override Features Run(Features x, Workspace workspace) // [B, h, w, D]
    {
        var (maps, width) = (x.Maps, _config.Width);
        var positions = maps.Height * maps.Width;
        _norm1.Announce(x, workspace);
        var qkv = _qkv.Run(x, workspace, new() { RowPrologue = _norm1.Kernel }); // [B, h, w, 3 D]: queries, keys, values, each head by head
        var seen = workspace.Rent(maps.Images, maps.Height, maps.Width, width);
        if (!workspace.IsRehearsal)
        {
            TokenRows Part(int index) => new(qkv.Maps, index * width, width);
            _attention.Run(Part(0), Part(1), Part(2), new TokenRows(seen.Maps));
        }
        qkv.Release();
        workspace.Completed($"{_name}.attn", seen, 2L * maps.Images * positions * positions * width);
        var h = _proj.Run(seen, workspace, new() { Residual = x });
        seen.Release();

        _norm2.Announce(h, workspace);
        var hidden = _fc1.Run(h, workspace, new() { RowPrologue = _norm2.Kernel }, gelu: true); // [B, h, w, mlp_ratio D]
        var y = _fc2.Run(hidden, workspace, new() { Residual = h });
        hidden.Release();
        h.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
