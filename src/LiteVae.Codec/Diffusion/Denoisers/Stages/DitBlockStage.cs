using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>A transformer's block whose norms are shifted and scaled, and whose branches are gated, by the condition (adaLN-Zero).</summary>
internal sealed class DitBlockStage : Stage
{
    /// <summary>Added to the variance by all norms of the network.</summary>
    public const double Epsilon = 1e-6;

    private readonly string _name;
    private readonly int _width;
    private readonly LinearStage _modulation;
    private readonly MultiHeadAttentionStage _attention;
    private readonly LinearStage _fc1;
    private readonly LinearStage _fc2;

    /// <param name="weights">The block's.</param>
    /// <param name="config">Of the network.</param>
    public DitBlockStage(Weights weights, DitConfig config)
    {
        var (width, hidden) = (config.Width, config.MlpRatio * config.Width);
        (_name, _width) = (weights.Name, width);
        var attention = weights.Part("attn");
        _attention = Own(new MultiHeadAttentionStage(
            attention.Name, new LinearStage(attention.Part("qkv"), width, 3 * width), new LinearStage(attention.Part("proj"), width, width), width, config.Heads));
        _fc1 = Own(new LinearStage(weights.Part("mlp.fc1"), width, hidden));
        _fc2 = Own(new LinearStage(weights.Part("mlp.fc2"), hidden, width));
        _modulation = Own(new LinearStage(weights.Part("adaLN_modulation.1"), width, 6 * width));
    }

    public override Features Run(Features x, Workspace workspace) // [B, h, w, D]
    {
        var condition = workspace.Condition!;
        var parts = _modulation.Run(condition.Embedding, workspace); // shift, scale and gate of each branch, [conditions, 1, 1, 6 D]
        ChannelValues Part(int index) => condition.ValuesOf(parts, index * _width);
        ModulatedLayerNorm? Norm(int first) => workspace.IsRehearsal ? null : new(new Modulation(Part(first + 1), Part(first)), x.Maps.Images, _width, Epsilon);

        using var norm1 = Norm(0);
        var h = _attention.Run(x, workspace, new() { RowPrologue = norm1 });
        if (!workspace.IsRehearsal)
            GatedSum.Run(h.Maps, Part(2), x.Maps);
        using var norm2 = Norm(3);
        var hidden = _fc1.Run(h, workspace, new() { RowPrologue = norm2 }, GeluForm.Tanh); // [B, h, w, mlp_ratio D]
        var y = _fc2.Run(hidden, workspace);
        hidden.Release();
        if (!workspace.IsRehearsal)
            GatedSum.Run(y.Maps, Part(5), h.Maps);
        h.Release();
        parts.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
