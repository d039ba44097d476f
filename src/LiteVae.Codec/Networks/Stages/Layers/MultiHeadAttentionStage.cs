using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Self-attention of several heads over all positions, with the linear layers before and after it.</summary>
internal sealed unsafe class MultiHeadAttentionStage : Stage
{
    private readonly string _name;
    private readonly int _width;
    private readonly LinearStage _qkv;
    private readonly LinearStage _out;
    private readonly AttentionKernel _attention;

    /// <param name="name">The part's name in the model file.</param>
    /// <param name="qkv">Computes queries, keys and values, one after the other, each head by head.</param>
    /// <param name="output">The layer after the attention.</param>
    /// <param name="width">Channels of input and output.</param>
    /// <param name="heads">The number of heads, which divides the channels.</param>
    public MultiHeadAttentionStage(string name, LinearStage qkv, LinearStage output, int width, int heads)
    {
        (_name, _width, _qkv, _out) = (name, width, Own(qkv), Own(output));
        _attention = new AttentionKernel(heads, width / heads);
    }

    public override Features Run(Features x, Workspace workspace) => Run(x, workspace, FusedOps.None);

    /// <summary>Computes it, and together with what surrounds it: a row prologue before the first layer, a residual after the last.</summary>
    /// <inheritdoc cref="Stage.Run(Features, Workspace)"/>
    public Features Run(Features x, Workspace workspace, FusedOps ops) // [B, h, w, D]
    {
        var maps = x.Maps;
        long positions = maps.Height * maps.Width;
        var qkv = _qkv.Run(x, workspace, ops with { Residual = null }); // [B, h, w, 3 D]
        var seen = workspace.Rent(maps.Images, maps.Height, maps.Width, _width);
        if (!workspace.IsRehearsal)
        {
            TokenRows Part(int index) => new(qkv.Maps, index * _width, _width);
            _attention.Run(Part(0), Part(1), Part(2), new TokenRows(seen.Maps));
        }
        qkv.Release();
        workspace.Completed(_name, seen, 2 * maps.Images * positions * positions * _width);
        var y = _out.Run(seen, workspace, new() { Residual = ops.Residual });
        seen.Release();
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
